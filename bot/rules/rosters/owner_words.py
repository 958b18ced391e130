"""What stands in an owner's cell besides names: numbers, shares, dates, labels, what somebody is to the others, remarks.

Cells are anybody's input: each pattern has bounded repeats, or none that could begin again where it failed.
"""

import re

SEPARATORS = re.compile(r"[、,;/|\\&+]")
# `1/2`, `50%`, `各占一半`: shares of a deed, not names. Phones and ID numbers in a name's cell are never kept.
SHARES = re.compile(
    r"(?:产权|份额|持有|享有)?各?占?(?:\d{1,4}/\d{1,4}|\d{1,3}(?:\.\d{1,4})?%)(?:产权|份额)?|各?占?(?:一半|二分之一)|各[占半]"
)
# All that brackets may say of a share: 「（共同共有）」, 「（占1/2）」, 「（份额：50%）」. Taken out one by one, nothing is left.
SHARE_WORDS = re.compile(
    r"\d{1,4}/\d{1,4}|\d{1,3}(?:\.\d{1,4})?%|[一二三四五六七八九十百]{1,3}分之[一二三四五六七八九十]{1,3}|百分之\d{1,3}|一半"
    r"|产权|份额|股份|比例|持有|享有|共有(?!人)|共同|按份|夫妻|家庭|单独|所有(?!权)|各|占|[:：,、]"
)
# 「2019/5/1过户」: before shares and separators make two owners of it. Since when somebody lives there changes nothing.
DATES = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?:[-/.年]\d{1,2}(?!\d)(?:[-/.月]\d{1,2}(?!\d)[日号]?|月份?)?|年)起?(?:入住|购[买房入]?|交房|登记|签约)?"
)
_WHOSE = r"(?:业主|产权人|户主|房主|本人|家庭|租[户客]|承租人|紧急)?(?:联系人?|联络人?)?"
_CALLED = rf"{_WHOSE}(?:电话|手机|号码|身份证|证件|方式|微信|[Qq][Qq]|护照|座机|固话|尾号)(?:号码?)?|[Tt][Ee][Ll]\.?|[Mm]obile"
CALLED_ALONE = re.compile(rf"(?:{_CALLED})+[:：]?")
NUMBERS = re.compile(
    rf"(?:{_CALLED})?[:：]?\s?(?:(?<!\d)1\d\d[ -]\d{{4}}[ -]\d{{4}}(?!\d)|[A-Z]?[\d\-*]{{7,}}[Xx]?)"
    r"|微信号?[:：]?\s?[A-Za-z][\w-]{5,19}"
    # The last digits of an ID number: 234X.
    r"|(?<![\dA-Za-z])\d{3,}[Xx](?![A-Za-z])"
)
# 「1.张三 2.李四」
ORDINALS = re.compile(r"(?:^|(?<=[\s、,;/|]))\d{1,2}[.)]\s?(?=[\u3400-\u9fff])")
BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]?")
_OWNING = r"本人|户主|房主|业主|产权人|权利人|夫妻|(?:夫妻)?(?:共同|按份)?共有人?|单独所有"
_RELATED = (
    r"夫|妻|父|母|子|女|丈夫|妻子|配偶|爱人|儿子|女儿|父亲|母亲|孙[子女]|外孙女?"
    r"|[岳继养]父|[岳继养]母|公公|婆婆|女婿|儿媳|媳妇|弟弟|妹妹|哥哥|姐姐|[继养]子|[继养]女"
)
NOTE = re.compile(rf"(?:{_RELATED}|{_OWNING}|已?出租|空置|自住|{_CALLED})?[:：]?")
OWNING_ALONE = re.compile(rf"(?:{_OWNING}|男|\d{{1,3}}岁|已?出租|空置|自住)[:：]?")
RELATED_ALONE = re.compile(rf"(?:{_RELATED})[:：]?")
# 「李四共有」 and 「张三、李四夫妻共有」, but not the label 「共有人：」.
JOINTLY = re.compile(r"(?:夫妻(?:双方)?)?(?:共同|按份)?共有(?![\u3400-\u9fff])")
# Whom the register still names and who cannot vote. Only staff can find out who is to be asked instead.
DIED = re.compile(
    r"[已身亡病]故|[已身]亡|死亡|已死|[去过离逝辞]世|[已病]逝|遗[孀属]"
    r"|继承[人中权]|[子女妻偶人]继承|[由已待未可].{0,8}继承|deceased|estate of",
    re.IGNORECASE,
)
DIED_IN_BRACKETS = re.compile(r"[亡故殁]|.{0,8}继承.{0,8}")
# Somebody who lives there or answers the phone, and owns nothing: 「租户：周八」.
NO_OWNER = re.compile(r"(?:物业)?(?:租[户客住]|承租|房客|现住|借住|居住人|住户|联系人|联络人|代理人?|代办|代管|中介|托管).*")
# In brackets, without a name behind it, this is whom the bracket follows: 「李四（租户，月租1000元）」. 「李四（代理张三）」 is unclear.
_NO_OWNERS_ROLE = r"(?:物业)?(?:租[户客住]|承租[人户]?|房客|现住|借住人?|居住人|住户|联系人|联络人|代理人|代[理办管]|中介|托管)"
ROLE_ALONE = re.compile(rf"{_NO_OWNERS_ROLE}(?!:)")
FOR_WHOM = re.compile(r"(?:代理(?!人)|代[办管]|托管)")
# The home changes hands, or may not: who owns it now is for staff to say. The words are no part of a name.
CHANGES = re.compile(r"过户|转[让卖售给]|[已待未拟]售|[买卖]|办证|无证|抵押|查封|冻结|法拍|拍卖|代持|[改更原]名|曾用|未[交办]|待")
# No name begins so: 待办证, 未交房, 空置房, 无业主.
NO_NAME = re.compile(r"[待未已暂无空不]|查无|正在")
# A word of its own behind a name: 「王五 等3人」.
MORE_ALONE = re.compile(r"等(?:\d{0,4}|[一二两三四五六七八九十]{0,3})[人户个位]{0,2}")
MORE = re.compile(r"等(?:\d{0,4}|[一二两三四五六七八九十]{0,3})[人户个位]{0,2}$")
MANY = re.compile(r"等\s?共?[(\[【]?\s?(\d{1,4}|[一二两三四五六七八九十]{1,3})\s?([人户个位])[)\]】]?")
# 「周八（租户）」: whom the bracket follows owns nothing. 「张三（租赁）」 may say that the home is let or that 张三 rents it: it
# stays, as a bracket that nobody understands.
TENANT = re.compile(r"(?:^|(?<=[、,;/|\\&+\s]))[\u3400-\u9fff·]{2,15}\s?[(\[【](?:租[户客住]|承租[人户]?|房客|借住人?)[)\]】]")
# 「张三、李四（联系人）」: beside an owner whoever has such a bracket is none, though an owner may be the one who answers the phone.
CONTACT = re.compile(rf"(?:^|(?<=[、,;/|\\&+\s]))[\u3400-\u9fff·]{{2,15}}\s?[(\[【]\s?{_NO_OWNERS_ROLE}\s?:?\s?[)\]】]")
# 「张三【租户】李四」: the tenant may be the one before it or the one behind it.
TENANT_BETWEEN = re.compile(r"[\u3400-\u9fffA-Za-z]\s?[(\[【](?:租[户客住]|承租[人户]?|房客|借住人?)[)\]】]\s?(?=[\u3400-\u9fffA-Za-z])")
_NOT_OWNERS = r"(?<!出)(?:租[户客]|承租[人户]?|房客)(?:姓名)?|(?:紧急)?联[系络]人|代理人|经办人|法人(?:代表)?|法定代表人|负责人"
_OWNERS = r"(?:业主|(?:房屋)?(?:产权|所有权|权利)人|共有人|买受人|购房人|户主|房[主东]|出租[户人方]?)(?:姓名|名[称字])?"
# 「租户：李四」: nor who is named behind it. 「业主：张三」: who owns; 出租户 is who lets the home.
ROLE = re.compile(rf"(?P<tenant>{_NOT_OWNERS})[:：]|{_OWNERS}[:：]")
# 【业主】张三【租户】李四: labels in brackets stand before the names when one begins the cell, or a part of it.
_IN_BRACKETS = rf"[(\[【]\s?((?:{_NOT_OWNERS})|(?:{_OWNERS})|{_CALLED})\s?[)\]】]\s?[:：]?"
LABEL_FIRST = re.compile(rf"\s?{_IN_BRACKETS}\s?(?=[^\s、,;/|\\&+])")
LABEL_OF_PART = re.compile(rf"(?<=[、,;/|\\&+]){_IN_BRACKETS}\s?(?=[\u3400-\u9fffA-Za-z])")
LABEL_ANYWHERE = re.compile(_IN_BRACKETS)
FIRST_NAME = re.compile(
    r"\s*(?:[A-Za-z][A-Za-z.'’-]*(?: [A-Za-z][A-Za-z.'’-]*)*|[\u3400-\u9fff] [\u3400-\u9fff](?![\u3400-\u9fff])|[^\s、,;/|\\&+()]+)"
    # What stands behind it in brackets, and a company's name that goes on behind them, are the tenant's.
    r"(?:\s*\([^()]*\)[^\s、,;/|\\&+()]*)*"
)
# 「租户李四」 without its colon: a tenant, or the first owner with a word in front.
ROLE_IN_NAME = re.compile(r"(?:租[户客]|承租[人户]?|房客|出租)[\u3400-\u9fff·]{2,4}$")
NOBODY = frozenset({"无", "空", "暂无", "不详", "未知", "待查", "待核", "待定", "空户", "空置", "N/A", "NONE"})
# 「开发商：锦绣置业有限公司」
UNSOLD_OF = re.compile(r"(?:开发商|开发企业|建设单位|未售)[:：]\s?")
UNSOLD = frozenset({"未售", "未出售", "开发商", "开发商未售", "未交付", "未售出", "尾房", "开发商(未售)"})
