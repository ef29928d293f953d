"""A small table with a field of every kind, and the means to see its page."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from flask import Flask

from server.forms import Form, compile_form, hidden_paths
from server.web.screens import Screens

COLOURS = [{"const": "red", "title": "红"}, {"const": "blue", "title": "蓝"}]
MANY = [{"const": f"c{place}", "title": f"第{place}项"} for place in range(8)]

DAY = {"type": "string", "format": "date"}
FIELDS: dict[str, Any] = {
    "text": {"title": "单行", "type": "string", "x-help": "写全称"},
    "long_text": {"title": "多行", "type": "string", "maxLength": 300},
    "integer": {"title": "人数", "type": "integer", "x-unit": "人"},
    "amount": {"title": "金额", "type": "number", "x-unit": "万元", "x-decimals": 2},
    "percent": {"title": "比例", "type": "number", "x-unit": "%"},
    "date": {"title": "日期", "type": "string", "format": "date"},
    "date_range": {
        "title": "期限",
        "x-kind": "date_range",
        "type": "object",
        "properties": {"from": DAY, "to": DAY},
    },
    "month": {"title": "年月", "type": "string", "format": "year-month"},
    "year": {"title": "年份", "type": "integer", "x-kind": "year"},
    "ratio": {"title": "比率", "type": "number", "x-kind": "ratio"},
    "id_number": {"title": "身份证", "type": "string", "format": "cn-id-number"},
    "boolean": {"title": "是否上市", "type": "boolean"},
    "choice": {"title": "颜色", "type": "string", "oneOf": COLOURS},
    "choices": {"title": "几种颜色", "type": "array", "items": {"type": "string", "oneOf": COLOURS}},
    "region": {"title": "地区", "type": "string", "format": "cn-region", "x-options": {"list": "places"}},
    "industry": {"title": "行业", "type": "string", "format": "cn-industry", "x-options": {"list": "places"}},
    "credit_code": {"title": "信用代码", "type": "string", "format": "cn-credit-code"},
    "mobile": {"title": "手机", "type": "string", "format": "cn-mobile"},
    "landline": {"title": "电话", "type": "string", "format": "cn-landline"},
    "postcode": {"title": "邮编", "type": "string", "format": "cn-postcode"},
    "email": {"title": "邮箱", "type": "string", "format": "email"},
    "json": {"title": "原样", "x-kind": "json"},
    "list": {"title": "清单", "type": "array", "items": {"type": "integer"}},
    "secret": {"title": "口令", "type": "string", "x-kind": "secret"},
    "attachment": {"title": "附件", "type": "array", "x-kind": "attachment", "items": {"type": "object"}},
    "declaration": {
        "title": "声明",
        "type": "boolean",
        "const": True,
        "x-kind": "declaration",
        "description": "所填属实",
    },
}
"""Keys are the names of kinds."""

PLACES = {"items": [{"code": "320115", "name": "江宁区"}, {"code": "320116", "name": "六合区"}]}


def table(**sections: Any) -> Form:
    """The form with these sections."""
    bundle = {
        "title": "试填表",
        "x-form": {"id": "test/table", "edition": 2022, "authority": "测试机关"},
        "type": "object",
        "properties": sections,
        "x-lists": {"places": PLACES},
    }
    return compile_form(bundle)


def section(fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A section of label/value fields."""
    return {"title": "一、栏目", "type": "object", "properties": fields, **more}


def rows(fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A section that is a table of rows."""
    items = {"type": "object", "properties": fields}
    return {"title": "二、清单", "type": "array", "items": items, **more}


def matrix() -> dict[str, Any]:
    """A section that is a matrix of two years with a computed row."""
    amount = {"type": "number", "x-unit": "万元"}
    ratio = {"type": "number", "x-compute": "ROUND(debt/assets*100, 2)", "x-decimals": 2}
    return {
        "title": "三、年度",
        "type": "object",
        "x-layout": {"type": "matrix", "label": "指标", "columns": ["y-2", "y-1"]},
        "properties": {
            "debt": {"title": "负债", "type": "object", "properties": {"y-2": amount, "y-1": amount}},
            "assets": {"title": "资产", "type": "object", "properties": {"y-1": amount}},
            "ratio": {"title": "负债率", "type": "object", "properties": {"y-1": ratio}},
        },
    }


def every_kind() -> Form:
    """All kinds in a grid and again in rows, and a matrix."""
    return table(all=section(FIELDS), list=rows(FIELDS), years=matrix())


def screens(theme: str = "default") -> Screens:
    """The look of an application without anything behind it."""
    return Screens(Flask("server.web"), theme)


def page(
    form: Form, cells: dict[str, Any] | None = None, findings: Any = None, reading: bool = False
) -> BeautifulSoup:
    """The sections as a browser parses them. `reading` shows values; `findings` are by path."""
    skeleton, cells = screens().skeleton(form, reading), cells or {}
    values = {"submission": "s1", "revision": 7, "csrf": "t0"}
    html = skeleton.fill(cells, findings or {}, hidden_paths(form, cells), **values)
    return BeautifulSoup(f"<main>{html}</main>", "html.parser")
