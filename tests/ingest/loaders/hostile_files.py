"""Hostile and broken files: each with the reason and the next step its error must tell, or its text."""

from __future__ import annotations

from dataclasses import dataclass

from tests.ingest.loaders.hostile_making import (
    AGAIN,
    CONTENT_TYPES,
    GOOD,
    LAUGHS,
    OLE,
    OTHER,
    TEXT_OFD,
    XXE,
    Make,
    big_line,
    blank_image,
    cut,
    docx,
    encrypted_office,
    far_sheet,
    flagged,
    formula_sheet,
    gbk_named,
    huge_page,
    image,
    link_in_zip,
    locked_doc,
    merged_everywhere,
    nested,
    ofd,
    only_nested,
    paragraph,
    pdf,
    plain_sheet,
    png_header,
    raw,
    xlsx,
    zipped,
)


@dataclass(frozen=True, kw_only=True)
class Hostile:
    """A file name, how to write it, and what must come of it: `reason` and `step` of the error, or words of the text."""

    name: str
    make: Make
    reason: str = ""
    step: str = ""
    text: str = ""
    absent: str = ""
    warning: str = ""


HOSTILE: tuple[Hostile, ...] = (
    # empty and plain text
    *(
        Hostile(name=f"空{e}", make=raw(b""), reason="空文件", step="导出或下载")
        for e in (".txt", ".docx", ".pdf", ".xlsx", ".ofd", ".png", ".zip", ".html", ".csv", ".doc", ".xls", ".jsonl")
    ),
    Hostile(name="空白.txt", make=raw(" \n\t\r\n　\n".encode()), reason="空文件", step="导出"),
    Hostile(name="一行.txt", make=big_line, reason="超过 50 MB", step="拆分"),
    Hostile(name="长行.txt", make=raw("教育".encode() * 150_000), reason="有一行超过 20 万字", step="按段落换行"),
    Hostile(name="二进制.txt", make=raw(bytes(range(256)) * 40), reason="不是可识别的文本", step="UTF-8"),
    Hostile(
        name="空字符.txt",
        make=raw(("甲县有" + "\x00" + "小学3所。" * 40).encode()),
        text="甲县有小学3所。",
        warning="控制符",
    ),
    Hostile(
        name="混合.txt",
        make=raw("甲县有小学。\n".encode() + "乙县有初中。\n".encode("gbk")),
        text="甲县有小学。\n乙县有初中。",
        warning="编码混杂",
    ),
    Hostile(name="残缺.txt", make=raw(GOOD.encode()[:-1]), text="每学期公布收费项目", warning="结尾残缺"),
    Hostile(
        name="反向.txt",
        make=raw("收费\u202e元05\u202c以内，\u200f不得\u2067加收。".encode()),
        text="收费元05以内，不得加收。",
        absent="\u202e",
        warning="控制符",
    ),
    Hostile(name="宽.txt", make=raw(GOOD.encode("utf-16-le")), text=GOOD),
    Hostile(name="宽标.txt", make=raw(GOOD.encode("utf-16")), text=GOOD),
    Hostile(name="标.txt", make=raw(b"\xef\xbb\xbf" + GOOD.encode("gb18030")), text=GOOD),
    Hostile(name="代理.txt", make=raw(b"\xed\xa0\x80\xed\xb0\xff\xff\n"), reason="不是可识别的文本", step="UTF-8"),
    Hostile(
        name="代理.jsonl", make=raw(b'{"id": "a", "text": "\\ud800\\u6559\\u80b2\\u5c40\\u3002"}'), text="?教育局。"
    ),
    Hostile(name="坏行.jsonl", make=raw(b'{"id": 1, "text": "a"}\n{"id": '), reason="第2行不是 JSON", step="修正该行"),
    # wrong endings
    Hostile(name="其实是.docx", make=lambda p: p.write_bytes(pdf()) and None, text=GOOD, warning="内容是PDF"),
    Hostile(name="其实是.pdf", make=raw(docx(paragraph(GOOD))), text=GOOD, warning="内容是Word 文档"),
    Hostile(name="其实是.txt", make=raw(TEXT_OFD), text=GOOD, warning="内容是OFD"),
    Hostile(
        name="其实是.xls",
        make=lambda p: p.write_bytes(xlsx(plain_sheet)) and None,
        text="学生数（人）：120",
        warning="Excel",
    ),
    Hostile(
        name="网页.doc",
        make=raw(f"<html><body><p>{GOOD * 3}</p></body></html>".encode()),
        text=GOOD,
        warning="内容是网页",
    ),
    Hostile(name="文字.pdf", make=raw(GOOD.encode()), reason="文件头不符", step=OTHER),
    Hostile(name="文字.docx", make=raw(GOOD.encode()), reason="文件头不符", step=OTHER),
    Hostile(name="文字.png", make=raw(GOOD.encode()), reason="文件头不符", step=OTHER),
    Hostile(name="程序.pdf", make=raw(b"MZ" + b"\x90" * 300), reason="可执行程序", step=OTHER),
    Hostile(name="压缩.docx", make=raw(b"Rar!\x1a\x07\x00" + b"\0" * 50), reason="rar 压缩包", step="解压"),
    Hostile(
        name="演示.docx",
        make=raw(zipped({"[Content_Types].xml": CONTENT_TYPES, "ppt/p.xml": "<p/>"})),
        reason="PowerPoint",
        step=OTHER,
    ),
    # damaged
    Hostile(name="半.docx", make=raw(cut(docx(paragraph(GOOD)))), reason="已损坏", step=AGAIN),
    Hostile(name="半.xlsx", make=lambda p: p.write_bytes(cut(xlsx(plain_sheet))) and None, reason="已损坏", step=AGAIN),
    Hostile(name="半.ofd", make=raw(cut(TEXT_OFD)), reason="已损坏", step=AGAIN),
    Hostile(name="半.zip", make=raw(cut(zipped({"a.txt": GOOD * 50}))), reason="已损坏", step=AGAIN),
    Hostile(
        name="半.pdf", make=lambda p: p.write_bytes(b"%PDF-1.7\n" + b"x" * 500) and None, reason="已损坏", step=AGAIN
    ),
    Hostile(name="半.png", make=lambda p: p.write_bytes(cut(image("PNG"))) and None, reason="已损坏", step=AGAIN),
    Hostile(name="半.jpg", make=lambda p: p.write_bytes(cut(image("JPEG"), 0.3)) and None, reason="已损坏", step=AGAIN),
    Hostile(name="半.tif", make=lambda p: p.write_bytes(cut(image("TIFF"), 0.3)) and None, reason="已损坏", step=AGAIN),
    Hostile(name="半.xls", make=raw(OLE + b"\0" * 600), reason="已损坏", step=OTHER),
    Hostile(name="半.doc", make=raw(OLE + b"\0" * 600), reason="", step=OTHER),
    Hostile(name="坏.docx", make=raw(docx("<w:p><w:r>")), reason="XML 不完整", step=OTHER),
    Hostile(
        name="无正文.docx",
        make=raw(zipped({"[Content_Types].xml": CONTENT_TYPES, "word/styles.xml": "<a/>"})),
        reason="缺少正文",
        step=OTHER,
    ),
    Hostile(
        name="坏校验.zip",
        make=raw(zipped({"a.txt": "x" * 50}).replace(b"PK\x03\x04", b"PK\x03\x05", 1)),
        reason="",
        step="",
    ),
    # nothing inside
    Hostile(name="无页.pdf", make=lambda p: p.write_bytes(pdf(0)) and None, reason="没有页面", step=OTHER),
    Hostile(name="无页.ofd", make=raw(ofd("", pages="")), reason="没有页面", step=OTHER),
    Hostile(name="无字.ofd", make=raw(ofd("")), reason="没有文字", step="PDF"),
    Hostile(name="无字.docx", make=raw(docx("<w:p/>")), reason="没有文字内容", step="空白"),
    Hostile(
        name="无字.xlsx",
        make=lambda p: p.write_bytes(xlsx(lambda s: None)) and None,
        reason="没有文字内容",
        step="空白",
    ),
    Hostile(name="白.png", make=lambda p: p.write_bytes(blank_image()) and None, reason="没有认出文字", step="清晰"),
    Hostile(name="脚本.html", make=raw(b"<html><script>load()</script></html>"), reason="没有正文", step="PDF"),
    Hostile(name="空包.zip", make=raw(zipped({})), reason="没有能读取的文件", step="核对"),
    # locked
    Hostile(
        name="密.pdf", make=lambda p: p.write_bytes(pdf(password="1")) and None, reason="已加密，需要密码", step="解除"
    ),
    Hostile(
        name="密.docx",
        make=lambda p: p.write_bytes(encrypted_office()) and None,
        reason="已加密，需要密码",
        step="去掉打开密码",
    ),
    Hostile(name="密.doc", make=raw(locked_doc()), reason="已加密，需要密码", step="去掉打开密码"),
    Hostile(name="密.wps", make=raw(locked_doc()), reason="已加密，需要密码", step="去掉打开密码"),
    Hostile(
        name="密.xlsx",
        make=lambda p: p.write_bytes(encrypted_office()) and None,
        reason="已加密，需要密码",
        step="去掉打开密码",
    ),
    Hostile(name="密.zip", make=raw(flagged(zipped({"a.txt": GOOD}))), reason="已加密，需要密码", step="解除密码"),
    # bombs
    Hostile(name="炸弹.zip", make=raw(zipped({"a.txt": b"0" * 40_000_000})), reason="疑似压缩炸弹", step="核对来源"),
    Hostile(name="炸弹.docx", make=raw(docx(paragraph("a" * 30_000_000))), reason="疑似压缩炸弹", step="核对来源"),
    Hostile(
        name="炸弹.xlsx",
        make=raw(zipped({"[Content_Types].xml": CONTENT_TYPES, "xl/a.xml": b" " * 30_000_000})),
        reason="压缩炸弹",
        step="核对",
    ),
    Hostile(name="深.zip", make=raw(only_nested(6)), reason="嵌套超过 3 层", step="解压"),
    Hostile(
        name="多.zip", make=raw(zipped({f"{i}.txt": "a" for i in range(2100)})), reason="超过 2000 个", step="分成几个"
    ),
    Hostile(name="大.png", make=raw(png_header(60_000, 60_000)), reason="尺寸过大", step="300 dpi"),
    Hostile(
        name="宽.html",
        make=raw(
            f"<html><body><table><tr><td colspan=99999999 rowspan=9999999>{GOOD * 4}</td><td>乙</td></tr>"
            "</table></body></html>".encode()
        ),
        text=GOOD,
    ),
    Hostile(name="深.html", make=raw(("<div>" * 20_000 + GOOD * 3).encode()), text="", reason="", step=""),
    Hostile(name="角.xlsx", make=lambda p: p.write_bytes(xlsx(far_sheet)) and None, text="甲小学，学生数（人）：120"),
    Hostile(
        name="并.xlsx",
        make=lambda p: p.write_bytes(merged_everywhere()) and None,
        reason="合并单元格范围过大",
        step="取消",
    ),
    Hostile(name="巨.pdf", make=lambda p: p.write_bytes(huge_page()) and None, reason="没有认出文字", step="清晰"),
    # paths
    Hostile(name="越界.zip", make=raw(zipped({"../../外.txt": GOOD})), reason="越界路径", step="核对来源"),
    Hostile(name="绝对.zip", make=raw(zipped({"/etc/外.txt": GOOD})), reason="越界路径", step="核对来源"),
    Hostile(name="盘符.zip", make=raw(zipped({"C:\\外.txt": GOOD})), reason="越界路径", step="核对来源"),
    Hostile(name="链接.zip", make=raw(link_in_zip()), reason="符号链接", step="打包文件本身"),
    # entities
    Hostile(name="外.docx", make=raw(docx(paragraph("&x;"), XXE)), reason="外部实体", step="核对来源"),
    Hostile(name="笑.docx", make=raw(docx(paragraph("&c;"), LAUGHS)), reason="外部实体", step="核对来源"),
    Hostile(name="外.ofd", make=raw(ofd("", XXE)), reason="外部实体", step="核对来源"),
    Hostile(
        name="外宽.docx",
        make=raw(
            zipped(
                {
                    "[Content_Types].xml": CONTENT_TYPES,
                    "word/document.xml": f'<?xml version="1.0" encoding="UTF-16"?>{XXE}<a>&x;</a>'.encode("utf-16"),
                }
            )
        ),
        reason="外部实体",
        step="核对来源",
    ),
    Hostile(
        name="外.xlsx",
        make=raw(zipped({"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.xml": f"{XXE}<a>&x;</a>"})),
        reason="外部实体",
        step="核对",
    ),
    Hostile(
        name="外.html",
        make=raw(f"{XXE.replace('r [', 'html [')}<html><body><p>{GOOD * 3}&x;</p></body></html>".encode()),
        text=GOOD,
        absent="root:",
    ),
    Hostile(
        name="外.svg.html",
        make=raw(f"<html><body><p>{GOOD * 3}</p><svg>{XXE}<text>&x;</text></svg></body></html>".encode()),
        text=GOOD,
        absent="root:",
    ),
    # scripts, macros, formulas
    Hostile(
        name="脚本正文.html",
        make=raw(f"<html><body><p onclick='x()'>{GOOD * 3}</p><script>alert('坏')</script></body></html>".encode()),
        text=GOOD,
        absent="坏",
    ),
    Hostile(
        name="宏.docx", make=raw(docx(paragraph(GOOD), **{"word/vbaProject.bin": b"x"})), text=GOOD, warning="含宏"
    ),
    Hostile(name="脚本.pdf", make=lambda p: p.write_bytes(pdf(script=True)) and None, text=GOOD),
    Hostile(
        name="公式.xlsx",
        make=lambda p: p.write_bytes(xlsx(formula_sheet)) and None,
        text="甲小学",
        absent="SUM",
        warning="没有保存计算结果",
    ),
    Hostile(name="公式.csv", make=raw("学校,备注\n甲,=cmd|' /C calc'!A0\n".encode()), text="=cmd|", warning="未计算"),
    # archives that are in order, but oddly made
    Hostile(name="国标.zip", make=raw(gbk_named()), text=GOOD),
    Hostile(name="浅.zip", make=raw(nested(1)), text=GOOD),
)
