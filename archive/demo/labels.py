"""The official labels of both forms, written down here on their own.

The truth of the demonstration must not come from the parsers it is to test.
"""

Lines = tuple[tuple[str, str], ...]  # (code, label) in printed order
Block = tuple[str, Lines, Lines]  # caption, columns, rows

ITEMS = (("items_prev_year", "上一年项目数量"), ("items_change", "本年增/减"))
DECIDED_2019 = (*ITEMS, ("decisions", "处理决定数量"))
DECIDED_2021 = (("decisions", "本年处理决定数量"),)
BLOCKS: dict[str, tuple[Block, ...]] = {
    "F2019": (
        (
            "第二十条第（一）项",
            (
                ("made", "本年新\n制作数量"),
                ("newly_disclosed", "本年新\n公开数量"),
                ("disclosed_total", "对外公开总数量"),
            ),
            (("rules", "规章"), ("normative_docs", "规范性文件")),
        ),
        (
            "第二十条第（五）项",
            DECIDED_2019,
            (("admin_license", "行政许可"), ("other_admin_services", "其他对外管理服务事项")),
        ),
        (
            "第二十条第（六）项",
            DECIDED_2019,
            (("admin_penalty", "行政处罚"), ("admin_coercion", "行政强制")),
        ),
        ("第二十条第（八）项", ITEMS, (("admin_fees", "行政事业性收费"),)),
        (
            "第二十条第（九）项",
            (("projects", "采购项目数量"), ("amount", "采购总金额")),
            (("gov_procurement", "政府集中采购"),),
        ),
    ),
    "F2021": (
        (
            "第二十条第（一）项",
            (
                ("issued", "本年制发件数"),
                ("repealed", "本年废止件数"),
                ("in_force", "现行有效件数"),
            ),
            (("rules", "规章"), ("normative_docs", "行政规范性文件")),
        ),
        ("第二十条第（五）项", DECIDED_2021, (("admin_license", "行政许可"),)),
        (
            "第二十条第（六）项",
            DECIDED_2021,
            (("admin_penalty", "行政处罚"), ("admin_coercion", "行政强制")),
        ),
        (
            "第二十条第（八）项",
            (("amount", "本年收费金额（单位：万元）"),),
            (("admin_fees", "行政事业性收费"),),
        ),
    ),
}

CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
COLUMNS = (
    "natural_person",
    "company",
    "research_inst",
    "public_interest_org",
    "law_service",
    "other_org",
    "total",
)
ORGANISATIONS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
GROUPS: tuple[tuple[str, Lines], ...] = (
    ("", (("granted", "（一）予以公开"),)),
    ("", (("partial", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),)),
    (
        "（三）不予公开",
        (
            ("denied_state_secret", "1.属于国家秘密"),
            ("denied_law_prohibited", "2.其他法律行政法规禁止公开"),
            ("denied_security_stability", "3.危及“三安全一稳定”"),
            ("denied_third_party", "4.保护第三方合法权益"),
            ("denied_internal_affairs", "5.属于三类内部事务信息"),
            ("denied_deliberative", "6.属于四类过程性信息"),
            ("denied_enforcement_file", "7.属于行政执法案卷"),
            ("denied_admin_query", "8.属于行政查询事项"),
        ),
    ),
    (
        "（四）无法提供",
        (
            ("unable_not_held", "1.本机关不掌握相关政府信息"),
            ("unable_needs_creation", "2.没有现成信息需要另行制作"),
            ("unable_unclear", "3.补正后申请内容仍不明确"),
        ),
    ),
    (
        "（五）不予处理",
        (
            ("unhandled_petition", "1.信访举报投诉类申请"),
            ("unhandled_duplicate", "2.重复申请"),
            ("unhandled_publication", "3.要求提供公开出版物"),
            ("unhandled_excessive", "4.无正当理由大量反复申请"),
            ("unhandled_reconfirm", "5.要求行政机关确认或重新出具已获取信息"),
        ),
    ),
)
OTHER_ONE = ("", (("other", "（六）其他处理"),))
OTHER_THREE = (
    "（六）其他处理",
    (
        (
            "other_no_correction",
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        ),
        (
            "other_fee_unpaid",
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        ),
        ("other_misc", "3.其他"),
    ),
)
ROUTES = ("review", "suit_direct", "suit_after_review")
RESULTS = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}
