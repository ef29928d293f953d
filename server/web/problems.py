"""Problem details (RFC 9457): every error of the API in one shape, in the language spoken.

This is the table of all trouble the API can report; the OpenAPI description is generated from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, jsonify

from ..forms import Finding
from ..language import gettext as _
from ..language import gettext_noop

PROBLEMS: dict[str, tuple[int, str]] = {
    "not-json": (400, gettext_noop("请求内容不是有效的 JSON")),
    "request-invalid": (400, gettext_noop("请求缺少必要的内容")),
    "csrf": (400, gettext_noop("页面已过期，请刷新后重试")),
    "sign-in-required": (401, gettext_noop("登录已过期，请重新登录")),
    "forbidden": (403, gettext_noop("没有权限进行这项操作")),
    "not-found": (404, gettext_noop("没有找到要访问的内容")),
    "method-not-allowed": (405, gettext_noop("不支持这种访问方式")),
    "not-possible": (409, gettext_noop("现在不能进行这项操作")),
    "too-large": (413, gettext_noop("内容过大")),
    "file-refused": (422, gettext_noop("文件没有上传成功")),
    "incomplete": (422, gettext_noop("表格还没有填写完整，不能提交")),
    "too-many-attempts": (429, gettext_noop("尝试次数过多")),
    "internal": (500, gettext_noop("系统出现错误，已填写的内容不受影响")),
    "unavailable": (503, gettext_noop("系统暂时不能保存，请稍后重试")),
}
"""Problem type -> HTTP status and title."""

BY_STATUS = {status: name for name, (status, _title) in reversed(PROBLEMS.items())}


def problem(name: str, detail: str = "", findings: Iterable[Finding] = ()) -> Response:
    """A problem response. `name` is a key of PROBLEMS, `detail` says what to do in this case."""
    status, title = PROBLEMS[name]
    body: dict[str, Any] = {"type": f"/problems/{name}", "title": _(title), "status": status}
    if detail:
        body["detail"] = detail
    listed = [finding.as_json() for finding in findings]
    if listed:
        body["findings"] = listed
    response = jsonify(body)
    response.status_code = status
    response.content_type = "application/problem+json; charset=utf-8"
    return response


def for_status(status: int) -> str:
    """The problem type that stands for an HTTP status raised by the framework."""
    return BY_STATUS.get(status, "internal" if status >= 500 else "request-invalid")
