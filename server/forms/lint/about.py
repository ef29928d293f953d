"""Rules about the table as a whole: what it says of itself, its attachments, its declaration, its paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from ..findings import ERROR, WARNING
from ..formulas.errors import suggest
from ..model import Field
from .catalogue import Spotted, rule
from .subject import Subject

RECONSTRUCTED = "重建"
MARKS = ("[recon]", "[U]", "[S]")
TALLEST = Decimal(220)
OPEN_ENDED = ("types", "max_file_megabytes")


@rule(
    "title-form",
    WARNING,
    "整张表没有标题",
    "列表、封面和文件名里只有编号。",
    "在根上加 title，写表的正式名称。",
)
def _nameless(subject: Subject) -> Spotted:
    if not subject.bundle.get("title"):
        yield "", "整张表没有标题，请在根上加 title"


@rule(
    "authority-missing",
    WARNING,
    "没有写明主管部门",
    "填报人要知道表交给谁、由谁负责解释。",
    "在 x-form 里加 authority。",
)
def _nobody(subject: Subject) -> Spotted:
    if subject.is_official and not subject.form.meta.get("authority"):
        yield "/x-form", "没有写明主管部门，请在 x-form 里加 authority"


@rule(
    "basis-missing",
    WARNING,
    "没有写明依据",
    "没有文号，谁也没法核对这张表是不是最新的。",
    "在 x-form 里加 basis，写文件名和文号。",
)
def _baseless(subject: Subject) -> Spotted:
    if subject.is_official and not subject.form.meta.get("basis"):
        yield "/x-form", "没有写明依据的文件，请在 x-form 里加 basis"


@rule(
    "provenance-missing",
    WARNING,
    "没有说明出处",
    "哪些是官方原文、哪些是重建，填报人有权知道。",
    "在 x-form 里加 provenance，照实写。",
)
def _origin(subject: Subject) -> Spotted:
    if subject.is_official and not subject.form.meta.get("provenance"):
        yield "/x-form", "没有说明哪些是官方原文、哪些是重建，请在 x-form 里加 provenance"


@rule(
    "source-missing",
    WARNING,
    "说有重建，却没有标明是哪些",
    "provenance 说有的内容是重建的，却没有一处 x-source 标出来，没法逐项核对。",
    "在重建的栏目或字段上加 x-source，以 [recon]、[U] 或 [S] 开头。",
)
def _unmarked(subject: Subject) -> Spotted:
    sources = [str(subject.form.declared(place.pointer).get("x-source", "")) for place in subject.places]
    told = str(subject.form.meta.get("provenance", ""))
    if RECONSTRUCTED in told and not any(mark in source for source in sources for mark in MARKS):
        yield "/x-form/provenance", "provenance 说有重建的内容，却没有标明是哪些，请加 x-source"


@rule(
    "disclaimer-missing",
    WARNING,
    "自动评分没有免责说明",
    "企业会把测算的得分当成评审结果。",
    "在 x-form 里加 disclaimer，说明得分仅供自评参考。",
)
def _promising(subject: Subject) -> Spotted:
    if subject.form.meta.get("ruleset") and not subject.form.meta.get("disclaimer"):
        yield "/x-form/ruleset", "有自动评分，却没有免责说明，请在 x-form 里加 disclaimer"


def _slots(subject: Subject) -> Iterator[tuple[Field, Mapping[str, Any]]]:
    """Attachment fields with the limits in force for them."""
    shared = subject.form.meta.get("attachments", {})
    for field in subject.fields:
        if field.kind.uploaded:
            yield field, {**shared, **field.schema.get("x-attachment", {})}


@rule(
    "attachment-unlimited",
    WARNING,
    "附件没有限制类型或大小",
    "什么都能传，审核的人打不开，磁盘也会满。",
    "在 x-form.attachments 里写全表的 types 和 max_file_megabytes，个别的用 x-attachment。",
)
def _anything(subject: Subject) -> Spotted:
    for field, limits in _slots(subject):
        missing = [word for word in OPEN_ENDED if word not in limits]
        if missing:
            yield (
                field.pointer,
                f"附件“{field.label}”没有限制 {'、'.join(missing)}，请在 x-form.attachments 里写明",
            )


@rule(
    "attachment-total",
    ERROR,
    "单个文件的上限大于总大小",
    "按说明准备的文件传不上去。",
    "减小 max_file_megabytes，或增大 max_total_megabytes。",
)
def _too_large(subject: Subject) -> Spotted:
    whole = subject.form.meta.get("attachments", {}).get("max_total_megabytes")
    for field, limits in _slots(subject):
        total = min((size for size in (limits.get("max_total_megabytes"), whole) if size), default=None)
        if total is not None and limits.get("max_file_megabytes", 0) > total:
            each = limits["max_file_megabytes"]
            message = f"附件“{field.label}”单个可到 {each} MB，总共却只有 {total} MB，请改正"
            yield field.pointer, message


@rule(
    "attachment-count",
    ERROR,
    "要求的文件比允许的多",
    "至少要传的个数超过 max_files，永远不能提交。",
    "减小 minItems，或增大 max_files。",
)
def _too_many(subject: Subject) -> Spotted:
    for field, limits in _slots(subject):
        least, most = subject.limits(field).get("minItems", 0), limits.get("max_files")
        if most is not None and least > most:
            yield (
                f"{field.pointer}/minItems",
                f"附件“{field.label}”至少要 {least} 个，却只许传 {most} 个，请改正",
            )


@rule(
    "declaration-missing",
    WARNING,
    "申报表没有声明",
    "正式申报要由法定代表人对真实性负责；没有声明，纸面上也没有签字盖章的地方。",
    "引用 shared/declaration.json 的声明，文字照通知写。",
)
def _undeclared(subject: Subject) -> Spotted:
    signed = any(field.schema.get("const") is True for field in subject.fields)
    signed = signed or any(block.get("type") == "signature" for block in subject.form.print.get("blocks", []))
    if subject.form.meta.get("type") == "application" and not signed:
        yield "/x-form/type", "申报表没有声明，也没有签字栏，请加声明字段或 x-print.blocks 的签字栏"


@rule(
    "blocks-missing",
    WARNING,
    "申报表没有审核意见栏",
    "交到主管部门的纸质申报表要有地方签意见、盖章。",
    "在 x-print 里加 blocks，例如推荐单位意见；只在网上审核的，把 type 写成 self-test 等。",
)
def _unsigned(subject: Subject) -> Spotted:
    printed = subject.form.print
    if subject.form.meta.get("type") == "application" and printed and not printed.get("blocks"):
        yield "/x-print", "申报表没有审核意见栏，请在 x-print 里加 blocks"


@rule(
    "cover-path-unknown",
    ERROR,
    "封面引用了没有的字段",
    "封面上这一行永远是空的。",
    "改正 path，写字段的路径，例如 basics/company_name。",
)
def _no_cover(subject: Subject) -> Spotted:
    for place, line in enumerate((subject.form.print.get("cover") or {}).get("fields", [])):
        if "path" in line and line["path"] not in subject.form.fields:
            near = suggest(line["path"], subject.form.fields)
            message = f"封面的“{line['label']}”指向没有的字段“{line['path']}”{near or '，请改正 path'}"
            yield f"/x-print/cover/fields/{place}/path", message


@rule(
    "print-height",
    WARNING,
    "高度超过一页",
    "一格比一张 A4 还高，会留下大片空白。",
    f"减到 {TALLEST} mm 以内；长的文字会自动接到下一页。",
)
def _tall(subject: Subject) -> Spotted:
    for field in subject.fields:
        height = str((field.schema.get("x-print") or {}).get("height", ""))
        if height and Decimal(height.removesuffix("mm")) > TALLEST:
            yield f"{field.pointer}/x-print/height", f"“{field.label}”的高度 {height} 超过一页，请减小"


@rule(
    "print-hidden",
    WARNING,
    "必填的内容不印",
    "要求企业填写，纸质件上却没有，盖章的和提交的就不是一份内容。",
    "去掉 x-print.hidden；只供统计的改为选填。",
)
def _unprinted(subject: Subject) -> Spotted:
    for field in subject.fields:
        if (field.schema.get("x-print") or {}).get("hidden") is True and field.required:
            yield f"{field.pointer}/x-print/hidden", f"“{field.label}”必填却不印在纸上，请改正其一"
