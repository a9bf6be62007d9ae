from __future__ import annotations

import pytest
from alert_samples import match

from monitor.alerts.routing import Subscription, routes_for
from monitor.model import Route, Severity

DRONES = match(rule_id="drone-deals-agreed", topics=("drone-deals",), severity=Severity.HIGH)
VISIT = match(rule_id="ship-visits", topics=("ship-visits", "navy"), severity=Severity.LOW)


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({}, True),
        ({"topics": ("drone-deals",)}, True),
        ({"topics": ("drone-*",)}, True),
        ({"topics": ("arms-bans",)}, False),
        ({"rules": ("drone-deals-agreed",)}, True),
        ({"rules": ("drone-deals",)}, False),
        ({"min_severity": Severity.HIGH}, True),
        ({"min_severity": Severity.CRITICAL}, False),
        ({"topics": ("drone-deals",), "min_severity": Severity.CRITICAL}, False),
    ],
)
def test_a_channel_is_told_what_it_asks_for(wish, told):
    routes = routes_for([Subscription("desk", **wish)])([DRONES])
    assert routes == ((Route("desk", ""),) if told else ())


def test_filters_must_pass_for_one_and_the_same_match():
    wish = Subscription("desk", topics=("navy",), min_severity=Severity.HIGH)
    assert routes_for([wish])([DRONES, VISIT]) == ()


def test_each_recipient_has_a_route_of_its_own_and_only_one():
    subscriptions = [
        Subscription("mail", ("a@example.org", "b@example.org")),
        Subscription("mail", ("b@example.org",), topics=("navy",)),
        Subscription("hook"),
    ]
    assert routes_for(subscriptions)([DRONES, VISIT]) == (
        Route("mail", "a@example.org"),
        Route("mail", "b@example.org"),
        Route("hook", ""),
    )


def test_an_alert_nobody_asks_for_has_no_route():
    assert routes_for([])([DRONES]) == ()
