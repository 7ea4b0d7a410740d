"""Reports before 2019 drawn for tests: prose, and a list of indicators as an annex.

Synthetic: 甲市民政局 does not exist, the numbers are made up and balance. Lines are written here as
they are printed, apart from the forms: label | unit | value, and more columns where there are any.
"""

from dataclasses import dataclass, field
from html import escape
from io import BytesIO

from docx import Document as WordDocument
from reportlab.lib.pagesizes import A4
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from parsers.model import Document
from tests.pdfs import BODY, LABEL

# label | unit | value | code ("" for a group)
TABLE_2014 = """
一、主动公开情况|——||
（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）|条|1205|disclosed_items_total
其中：主动公开规范性文件数|条|31|normative_docs_disclosed
制发规范性文件总数|件|35|normative_docs_issued
（二）通过不同渠道和方式公开政府信息的情况|——||
1．政府公报公开政府信息数|条|42|channel_gazette
2．政府网站公开政府信息数|条|1190|channel_website
3．政务微博公开政府信息数|条|310|channel_weibo
4．政务微信公开政府信息数|条|290|channel_wechat
5．其他方式公开政府信息数|条|77|channel_other
二、回应解读情况|——||
（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）|次|12|hot_topics_answered
（二）通过不同渠道和方式回应解读的情况|——||
1．参加或举办新闻发布会总次数|次|6|press_conferences
其中：主要负责同志参加新闻发布会次数|次|2|press_conferences_by_head
2．政府网站在线访谈次数|次|5|web_interviews
其中：主要负责同志参加政府网站在线访谈次数|次|1|web_interviews_by_head
3．政策解读稿件发布数|篇|44|policy_explainers
4．微博微信回应事件数|次|9|social_media_responses
5．其他方式回应事件数|次|3|other_responses
三、依申请公开情况|——||
（一）收到申请数|件|107|requests_received
1．当面申请数|件|20|received_in_person
2．传真申请数|件|4|received_fax
3．网络申请数|件|61|received_online
4．信函申请数|件|22|received_mail
（二）申请办结数|件|104|requests_completed
1．按时办结数|件|101|completed_on_time
2．延期办结数|件|3|completed_extended
（三）申请答复数|件|99|replies_total
1．属于已主动公开范围数|件|23|reply_already_public
2．同意公开答复数|件|30|reply_granted
3．同意部分公开答复数|件|5|reply_partial
4．不同意公开答复数|件|16|reply_denied
其中：涉及国家秘密|件|1|denied_state_secret
涉及商业秘密|件|2|denied_trade_secret
涉及个人隐私|件|3|denied_privacy
危及国家安全、公共安全、经济安全和社会稳定|件|0|denied_security_stability
不是《条例》所指政府信息|件|6|denied_not_gov_info
法律法规规定的其他情形|件|4|denied_other_law
5．不属于本行政机关公开数|件|11|reply_not_this_agency
6．申请信息不存在数|件|8|reply_not_exist
7．告知作出更改补充数|件|4|reply_amend_request
8．告知通过其他途径办理数|件|2|reply_other_channel
四、行政复议数量|件|9|review_total
（一）维持具体行政行为数|件|5|review_upheld
（二）被依法纠错数|件|1|review_corrected
（三）其他情形数|件|3|review_other
五、行政诉讼数量|件|7|suit_total
（一）维持具体行政行为或者驳回原告诉讼请求数|件|4|suit_upheld
（二）被依法纠错数|件|2|suit_corrected
（三）其他情形数|件|1|suit_other
六、举报投诉数量|件|3|complaints_total
七、依申请公开信息收取的费用|万元|0.35|fees_collected
八、机构建设和保障经费情况|——||
（一）政府信息公开工作专门机构数|个|14|dedicated_offices
（二）设置政府信息公开查阅点数|个|27|reading_points
（三）从事政府信息公开工作人员数|人|88|staff_total
1．专职人员数（不包括政府公报及政府网站工作人员数）|人|19|staff_fulltime
2．兼职人员数|人|69|staff_parttime
（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）|万元|52.8|dedicated_budget
九、政府信息公开会议和培训情况|——||
（一）召开政府信息公开工作会议或专题会议数|次|8|meetings_held
（二）举办各类培训班数|次|13|training_courses
（三）接受培训人员数|人次|640|people_trained
"""
# label | unit | year | cumulative | code
TABLE_FUJIAN = """
主动公开文件数|条|214|1830|disclosed_items_total
其中：1.政府网站公开数|条|210|1790|channel_website
2.政府公报公开数|条|4|40|channel_gazette
受理政府信息公开申请总数|条|15|96|requests_received
其中：1.当面申请数|条|3|21|received_in_person
2.网络申请数|条|7|44|received_online
3.信函、传真申请数|条|4|25|received_mail_fax
对申请的答复总数|条|14|95|replies_total
其中：1.同意公开答复数|条|9|63|reply_granted
2.同意部分公开答复数|条|2|8|reply_partial
3.不予公开答复数|条|1|7|reply_denied
4.其他类型答复数|条|2|17|reply_other_types
政府信息公开收费减免金额|元|0|120|fee_waived
接受行政申诉、举报数|件|0|2|complaints_total
行政复议数|件|1|5|review_total
行政诉讼数|件|0|3|suit_total
"""
# label | unit | number | 本期实际 | 本年累计 | code
TABLE_A = """
主动公开信息数|条|01|130|512|disclosed_items_total
其中：全文电子化|条|02|128|508|disclosed_full_text
新增的行政规范性文件数|条|03|2|9|normative_docs_new
提供服务类信息数|条|04|11|47|service_items
网站专栏页面访问量|人次|05|8100|30217|column_visits
现场接待人数|人次|06|20|77|inquiries_on_site
网上咨询数|人次|07|5|33|inquiries_online
咨询电话接听数|人次|08|60|244|inquiries_phone
依申请公开信息目录数|条|09|7|19|request_catalogue_items
申请总数|条|10|6|29|requests_received
1.当面申请数|条|11|1|6|received_in_person
2.传真申请数|条|12|0|2|received_fax
3.电子邮件申请数|条|13|2|8|received_email
4.网上申请数|条|14|2|9|received_online
5.信函申请数|条|15|1|3|received_mail
6.其他形式|条|16|0|1|received_other
对申请的答复总数|条|17|6|28|replies_total
1.同意公开答复数|条|18|3|12|reply_granted
2.同意部分公开答复数|条|19|1|3|reply_partial
3.否决公开答复总数|条|20|2|13|reply_refused
非《规定》所指政府信息|条|21|0|1|refused_not_gov_info
信息不存在|条|22|1|4|refused_not_exist
非本部门掌握|条|23|1|3|refused_not_held
申请内容不明确|条|24|0|1|refused_unclear
免予公开范围1|条|25|0|0|exemption_1
免予公开范围2|条|26|0|1|exemption_2
免予公开范围3|条|27|0|1|exemption_3
免予公开范围4|条|28|0|0|exemption_4
免予公开范围5|条|29|0|0|exemption_5
免予公开范围6|条|30|0|0|exemption_6
其它原因|条|31|0|2|refused_other
行政复议数|件|32|1|2|review_total
行政诉讼数|件|33|0|1|suit_total
行政申诉数|件|34|0|3|admin_complaints
其中：对本部门首次处理不满意的行政申诉数|件|35|0|2|admin_complaints_first_reply
"""
# label | unit | year | cumulative | code
TABLE_B = """
主动公开信息数|条|88|160|disclosed_items_total
其中：1.政府网站|条|80|150|channel_website
2.政府公报|条|8|10|channel_gazette
受理总数|条|9|14|requests_received
其中：1.当面|条|2|3|received_in_person
2.传真|条|1|1|received_fax
3.电子邮件|条|1|2|received_email
4.网上|条|3|5|received_online
5.信函|条|1|2|received_mail
6.其它|条|1|1|received_other
答复总数|条|9|14|replies_total
其中：1.同意|条|6|9|reply_granted
2.部分|条|1|2|reply_partial
3.否决|条|2|3|reply_refused
行政复议数|件|1|1|review_total
行政诉讼数|件|0|1|suit_total
行政申诉数|件|0|0|admin_complaints
"""
PROSE = (
    "一、概述",
    "全局按照要求做好政府信息公开工作，各项数字见所附统计表。",
    "二、存在的主要问题和改进措施",
    "从事这项工作的人员不足，今后将加强培训，并进一步规范各项制度。",
)


@dataclass
class PrintedList:
    """A report before it is printed: change `head` or `lines` and call `page`."""

    head: list[str]
    lines: list[list[str]]
    codes: dict[str, list[str]]  # code → the texts of its value columns
    title: str = "甲市民政局2014年政府信息公开工作年度报告"
    above: list[str] = field(default_factory=lambda: ["填报单位（盖章）：甲市民政局"])
    below: list[str] = field(
        default_factory=lambda: [
            "单位负责人：赵某　审核人：钱某　填报人：孙某",
            "联系电话：0000-12345678　填报日期：2015年1月20日",
        ]
    )

    def line(self, label: str) -> list[str]:
        """The line whose label ends so."""
        return next(line for line in self.lines if line[0].endswith(label))

    def at(self, label: str) -> int:
        """The index of the line whose label ends so."""
        return self.lines.index(self.line(label))

    def rows(self) -> list[list[str]]:
        """The whole table, with the lines above and below as cells over its width."""
        return (
            [[text] for text in self.above] + [self.head, *self.lines] + [[t] for t in self.below]
        )

    def page(self, *tables: str) -> Document:
        """The HTML page of these tables, of its own by default."""
        drawn = "".join(tables) or draw(self.rows())
        prose = "".join(f"<p>{escape(line)}</p>" for line in PROSE)
        annex = "<p>附件</p><p>政府信息公开情况统计表</p>"
        return Document(
            f"<html><body><h1>{self.title}</h1>{prose}{annex}{drawn}</body></html>".encode()
        )


def table_2014() -> PrintedList:
    """The national table."""
    return _printed(TABLE_2014, ["统计指标", "单位", "统计数"])


def table_fujian(year: int = 2014) -> PrintedList:
    """The short table of Fujian with both columns."""
    head = ["指标名称", "计量单位", f"{year}年度", "历年累计"]
    return _printed(TABLE_FUJIAN, head, f"甲市民政局{year}年政府信息公开工作年度报告")


def table_a() -> PrintedList:
    """The local table of 上海 lineage."""
    head = ["指标名称", "计量单位", "代码", "本期实际", "本年累计"]
    return _printed(TABLE_A, head, "甲市民政局2010年政府信息公开工作年度报告")


def table_b() -> PrintedList:
    """The local table of 莆田."""
    head = ["指标名称", "计量单位", "2009年度", "历年累计"]
    return _printed(TABLE_B, head, "甲市民政局2009年政府信息公开工作年度报告")


def _printed(
    table: str, head: list[str], title: str = "甲市民政局2014年政府信息公开工作年度报告"
) -> PrintedList:
    split = [line.split("|") for line in table.strip().splitlines()]
    values = slice(3 if "代码" in head else 2, -1)
    codes = {line[-1]: line[values] for line in split if line[-1]}
    return PrintedList(head, [line[:-1] for line in split], codes, title)


def draw(rows: list[list[str]]) -> str:
    """One HTML table; a row of a single cell spans it."""
    width = max(map(len, rows))
    return f"<table border=1>{''.join(_tr(row, width) for row in rows)}</table>"


def _tr(row: list[str], width: int) -> str:
    span = f" colspan={width}" if len(row) == 1 else ""
    cells = (f"<td{span}><p>{escape(text)}</p></td>" for text in row)
    return f"<tr>{''.join(cells)}</tr>"


def as_text(printed: PrintedList) -> Document:
    """The report as text copied from a page: cells after tabs."""
    rows = ("\n".join("\t" + text for text in row) for row in [printed.head, *printed.lines])
    return Document("\n".join([printed.title, *PROSE, "", "\n\n".join(rows), ""]).encode())


def as_docx(printed: PrintedList) -> Document:
    """The report as a Word file."""
    word = WordDocument()
    for text in (printed.title, *PROSE, *printed.above):
        word.add_paragraph(text)
    rows = [printed.head, *printed.lines]
    table = word.add_table(len(rows), len(printed.head))
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    for text in printed.below:
        word.add_paragraph(text)
    file = BytesIO()
    word.save(file)
    return Document(file.getvalue())


def as_pdf(printed: PrintedList) -> Document:
    """The report as a PDF: long labels wrapped, the table cut by page breaks."""
    texts = (printed.title, *PROSE, *printed.above)
    story: list[Flowable] = [Paragraph(text, BODY) for text in texts]
    rows = [
        [Paragraph(escape(text), LABEL) for text in row] for row in [printed.head, *printed.lines]
    ]
    widths = [250, *[55] * (len(printed.head) - 1)]
    style = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    story.append(Table(rows, colWidths=widths, style=TableStyle(style)))
    story += [Paragraph(text, BODY) for text in printed.below]
    out = BytesIO()
    SimpleDocTemplate(out, pagesize=A4, topMargin=60, bottomMargin=60, invariant=1).build(story)
    return Document(out.getvalue())


MEDIA = {"html": PrintedList.page, "text": as_text, "docx": as_docx, "pdf": as_pdf}
