"""The running text of a report: six chapters whose numbers are those of its tables."""

import random
from collections.abc import Mapping
from decimal import Decimal

from archive.demo.city import Plan

CHAPTERS = {
    "F2019": (
        "总体情况",
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请情况",
        "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "政府信息公开工作存在的主要问题及改进情况",
        "其他需要报告的事项",
    ),
    "F2021": (
        "总体情况",
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请情况",
        "政府信息公开行政复议、行政诉讼情况",
        "存在的主要问题及改进情况",
        "其他需要报告的事项",
    ),
}
MANAGEMENT = (
    "完善信息发布审核制度，严格落实“先审查、后公开”，全年未发生失泄密事件。",
    "动态调整主动公开基本目录，对已公开的文件逐件标注有效性。",
    "梳理历年文件，统一公文公开属性的认定标准，做到应公开尽公开。",
)
PLATFORMS = (
    "优化门户网站信息公开专栏，新增按主题、按部门检索功能。",
    "办好政务新媒体账号，推送内容与网站同源发布。",
    "在政务服务大厅设立政府信息查阅点，方便群众就近查阅。",
)
SUPERVISION = (
    "将政府信息公开工作纳入年度考核，组织业务培训2次，未发生责任追究情形。",
    "开展社会评议，主动接受监督，全年举办专题培训3次。",
    "定期通报公开工作情况，对发现的问题限期整改，无责任追究情况。",
)
PROBLEMS = (
    "一是公开内容与群众期待仍有差距；二是基层工作人员业务能力有待提高。",
    "一是政策解读形式较为单一；二是部分栏目更新不够及时。",
    "一是依申请公开答复的规范性有待加强；二是公开目录的更新还不够及时。",
)
REMEDIES = (
    "下一步，将加强培训指导，丰富解读形式，提高公开质量。",
    "下一步，将健全工作机制，强化日常检查，不断提升公开水平。",
)


def introduction(plan: Plan) -> str:
    """Return the paragraph before the first chapter."""
    return (
        "本报告根据《中华人民共和国政府信息公开条例》要求编制，由总体情况、主动公开政府信息情况、"
        "收到和处理政府信息公开申请情况、行政复议和行政诉讼情况、存在的主要问题及改进情况、"
        f"其他需要报告的事项等六部分组成。所列数据的统计期限自{plan.year}年1月1日起至"
        f"{plan.year}年12月31日止。本报告为示例（合成数据），不对应任何真实机构。"
    )


def overview(plan: Plan, figures: Mapping[str, Decimal]) -> tuple[str, ...]:
    """Return chapter 一 in its five usual parts."""
    rng = _rng(plan)
    new, before, done, after = (
        figures[f"requests.{row}.total"]
        for row in ("new_received", "carried_in", "outcomes_total", "carried_out")
    )
    site, account = rng.randint(150, 2400), rng.randint(20, 300)
    scope = "全市各级行政机关" if plan.agency.counts else "本机关"
    return (
        f"{plan.year}年，{plan.agency.name}认真贯彻落实《条例》，扎实推进政府信息公开各项工作。",
        "（一）主动公开情况",
        f"全年主动公开政府信息{site + account}条，其中通过网站公开{site}条，"
        f"通过政务新媒体公开{account}条。",
        "（二）依申请公开情况",
        f"全年{scope}新收政府信息公开申请{new}件，上年结转{before}件；办结{done}件，"
        f"结转下年度继续办理{after}件。{_granted(figures)}",
        "（三）政府信息管理情况",
        rng.choice(MANAGEMENT),
        "（四）平台建设情况",
        rng.choice(PLATFORMS),
        "（五）监督保障情况",
        rng.choice(SUPERVISION),
    )


def _granted(figures: Mapping[str, Decimal]) -> str:
    granted, partial = (figures[f"requests.{row}.total"] for row in ("granted", "partial"))
    return f"办结的申请中，予以公开{granted}件，部分公开{partial}件。"


def problems(plan: Plan, *, is_revised: bool) -> tuple[str, ...]:
    """Return chapter 五; a revised report says that it was revised."""
    rng = _rng(plan)
    text = (rng.choice(PROBLEMS), rng.choice(REMEDIES))
    return (*text, "本报告发布后对部分数据作了更正。") if is_revised else text


def other_matters(plan: Plan) -> tuple[str, ...]:
    """Return chapter 六: the information processing fee since the 2021 form."""
    if plan.form == "F2019":
        return ("无。",)
    fee = _rng(plan).randint(0, 4) * 190 if plan.agency.volume > 100 else 0
    if not fee:
        return (f"{plan.year}年，本机关未收取政府信息公开信息处理费。",)
    return (f"{plan.year}年，本机关收取政府信息公开信息处理费{fee}元。",)


def _rng(plan: Plan) -> random.Random:
    return random.Random(f"{plan.agency.name}/{plan.year}/prose")  # noqa: S311 - a generator
