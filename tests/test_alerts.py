"""A change of state told once, by webhook or command; what fails is said and told again."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.alerts import AlertError, Alerts, Change, load_alerts, tell_changes
from crawler.checkup import state_told
from crawler.health import SiteHealth
from crawler.index import Index
from tests.crawl_server import Asked, Reply, Web, serving

WELL = SiteHealth("links", "run1", "2026-02-19T02:00:00Z", "ok", "2026-01-05T02:00:00Z")
BROKEN = replace(
    WELL,
    run="run2",
    state="broken",
    cause="no_links",
    note="http://a/：没有找到任何链接",
    note_en="http://a/: no link found",
)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "store.db", read_only=False)


def told(index: Index, alerts: Alerts | None, web: Web, *healths: SiteHealth) -> list[list[str]]:
    """What went wrong with telling each health in turn."""
    site = web.site("links", "/nb/")
    return [
        tell_changes(index, alerts, "run2", [Change(site, state_told(index, "links"), health)])
        for health in healths
    ]


def test_a_change_is_posted_once_with_what_to_do(index: Index) -> None:
    """The first verdict is no change, nor is the same state again; a recovery is one."""
    with serving() as web:
        web.pages["/hook"] = "taken"
        alerts = Alerts(f"{web.base}/hook", {"Authorization": "Bearer 7"})
        assert told(index, alerts, web, WELL, BROKEN, BROKEN, WELL) == [[], [], [], []]
        first, second = web.asked("/hook")
    assert (first.method, first.headers["Authorization"]) == ("POST", "Bearer 7")
    message = json.loads(first.body)
    assert message["run"] == "run2"
    (change,) = message["changes"]
    assert (change["site"], change["before"], change["state"]) == ("links", "ok", "broken")
    assert change["next_en"] == "open the list, compare, and correct the site's block"
    assert message["text"].splitlines() == [
        "示例市 (links): 正常 → 抓取失效 / ok → broken",
        "  http://a/：没有找到任何链接",
        "  http://a/: no link found",
        "  打开列表核对，然后改正该网站的配置",
        "  open the list, compare, and correct the site's block",
    ]
    assert json.loads(second.body)["changes"][0]["state"] == "ok"


def test_a_quiet_publisher_is_told_only_where_it_was_asked_for(index: Index) -> None:
    quiet = replace(WELL, state="quiet", cause="late")
    with serving() as web:
        web.pages["/hook"] = "taken"
        told(index, Alerts(f"{web.base}/hook"), web, WELL, quiet, WELL)
        assert web.asked("/hook") == []
        told(index, Alerts(f"{web.base}/hook", states=("quiet",)), web, quiet)
        assert len(web.asked("/hook")) == 1


def test_a_hook_that_fails_is_said_and_asked_again(index: Index) -> None:
    """No redirect is followed: only the operator says where alerts go."""
    with serving() as web:
        web.pages["/hook"] = Reply(status=500)
        web.pages["/moved"] = Reply(status=302, headers={"Location": "/hook"})
        hook = Alerts(f"{web.base}/hook?key=secret")
        ((), failed) = map(tuple, told(index, hook, web, WELL, BROKEN))
        assert failed == (
            "the webhook at 127.0.0.1 did not take the alert: HTTP Error 500: "
            "Internal Server Error",
        )
        assert "302" in told(index, Alerts(f"{web.base}/moved"), web, BROKEN)[0][0]
        assert len(web.asked("/hook")) == 1
        web.pages["/hook"] = "taken"
        assert told(index, hook, web, BROKEN, BROKEN) == [[], []]
        assert len(web.asked("/hook")) == 2


def test_a_hook_that_never_answers_is_given_up(index: Index) -> None:
    def hang(_: Asked) -> Reply:
        return Reply(fault="hang")

    with serving() as web:
        web.pages["/hook"] = hang
        hook = Alerts(f"{web.base}/hook", timeout=0.3)
        assert "did not take the alert" in told(index, hook, web, WELL, BROKEN)[1][0]


def test_without_anyone_to_tell_a_change_is_old_news(index: Index) -> None:
    with serving() as web:
        web.pages["/hook"] = "taken"
        assert told(index, None, web, WELL, BROKEN) == [[], []]
        assert told(index, Alerts(f"{web.base}/hook"), web, BROKEN) == [[]]
        assert web.log == []


def test_a_command_gets_the_words_on_its_input(index: Index, tmp_path: Path) -> None:
    """No shell: the arguments stand as they are."""
    code = "import sys; open(sys.argv[1], 'w', encoding='utf-8').write(sys.stdin.read())"
    letter = tmp_path / "a letter; rm -r"
    alerts = Alerts(argv=(sys.executable, "-X", "utf8", "-c", code, str(letter)))
    with serving() as web:
        assert told(index, alerts, web, WELL, BROKEN) == [[], []]
        wrong = (sys.executable, "-c", "import sys; sys.exit('no such mailbox')")
        failed = told(index, Alerts(argv=wrong), web, WELL)[0]
        assert failed == [f"the alert command {sys.executable} ended with 1: no such mailbox"]
        assert "failed" in told(index, Alerts(argv=("no-such-command",)), web, WELL)[0][0]
        slow = (sys.executable, "-c", "import time; time.sleep(9)")
        assert "timed out" in told(index, Alerts(argv=slow, timeout=0.2), web, WELL)[0][0]
    assert letter.read_text(encoding="utf-8").startswith("示例市 (links): 正常 → 抓取失效")


def test_the_file_says_where_alerts_go(tmp_path: Path) -> None:
    file = tmp_path / "alerts.toml"
    file.write_text(
        'states = ["broken", "quiet"]\ntimeout = 5\n'
        '[webhook]\nurl = "https://hooks.example.org/x"\nheaders = { A = "b" }\n'
        '[command]\nargv = ["mail", "-s", "nianbao", "you@example.org"]\n',
        encoding="utf-8",
    )
    assert load_alerts(file) == Alerts(
        "https://hooks.example.org/x",
        {"A": "b"},
        ("mail", "-s", "nianbao", "you@example.org"),
        ("broken", "quiet"),
        5.0,
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "key webhook: nobody to tell"),
        ("[webhook", "cannot be read"),
        ('[webhook]\nurl = "file:///etc/passwd"', "key webhook.url: must be an address"),
        ("webhook = 7", "key webhook.url: must be an address"),
        ('[webhook]\nurl = "http://a.b/"\nmethod = "GET"', "key webhook.method: not known"),
        ('[webhook]\nurl = "http://a.b/"\nheaders = { A = 1 }', "key webhook.headers: must be"),
        ('[command]\nargv = "mail you"', "key command.argv: must be a list of texts"),
        ('states = ["sad"]\n[command]\nargv = ["mail"]', "key states: must be a list of ok, "),
        ("states = [{}]\n[command]\nargv = ['mail']", "key states: must be a list of ok, "),
        (
            "timeout = nan\n[command]\nargv = ['mail']",
            "key timeout: must be a number of seconds up",
        ),
        (
            "timeout = inf\n[command]\nargv = ['mail']",
            "key timeout: must be a number of seconds up",
        ),
        ("timeout = 0\n[command]\nargv = ['mail']", "key timeout: must be a number of seconds"),
        ("mail = 'me'\n[command]\nargv = ['mail']", "key mail: not known; use one of command"),
    ],
)
def test_a_wrong_file_is_one_line(tmp_path: Path, text: str, key: str) -> None:
    file = tmp_path / "alerts.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(AlertError, match=key) as caught:
        load_alerts(file)
    assert str(caught.value).startswith(str(file))
