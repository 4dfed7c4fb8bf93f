"""The API against its own description: whatever fits it, and much that does not, is answered; nobody is shown another department.

1. schemathesis makes the requests from the OpenAPI description, the same ones each run: a handful for every operation and role,
   more with BILEZIK_TEST_REQUESTS set.
2. Numbers in a path are those of things that exist in the other department, as often as not: an answer that holds them is a leak.
"""

import json
import os
import random
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode
from tests.integration.api.conftest import Api

pytestmark = pytest.mark.engines

REQUESTS = int(os.environ.get("BILEZIK_TEST_REQUESTS", "4"))
ROLES = ("operator", "officer", "supervisor", "registrar", "quartermaster", "administrator", "auditor", "prosecutor")
ELSEWHERE = ("Сейтов", "17-26", "Criminal Procedure Code art. 146")
"""What only who sees the office's department may read: a name, an order, its basis. Devices are stock and tell of nobody."""
STREAM = "/api/v1/feed"
LOG = "/api/v1/audit"
"""The auditor reads all of it: that is the role."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", ROLES)
def test_whatever_fits_the_description_is_answered_and_stays_in_its_department(office: Any, role: str) -> None:
    from bilezik.api.service import api as described
    from bilezik.deeds import SYSTEM, departments, staff

    alert = office.raise_alert()
    south = departments.add(
        SYSTEM, departments.NewDepartment(name="South", city="Oral", timezone="Asia/Oral", lat=51, lon=51), why="w"
    )
    user = staff.add(SYSTEM, role, "long enough password", role, why="t", roles=[staff.NewRole(role, south)])  # type: ignore[arg-type]
    api = Api(staff.issue_token(SYSTEM, user, "t", why="t"))
    real = {
        "person_id": office.person, "order_id": office.order, "condition_id": office.condition, "device_id": office.device,
        "zone_id": office.home, "alert_id": alert, "department_id": office.department, "user_id": office.aliya.user_id,
    }  # fmt: skip
    schema = schemathesis.openapi.from_dict(described.get_openapi_schema(path_prefix="/api/v1/"))
    schema.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    dice, faults, answers = random.Random(5), [], 0
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # an invalid one raises, and the test with it
        if operation.path == STREAM:
            continue

        @settings(
            max_examples=REQUESTS, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            nonlocal answers
            for name in case.path_parameters or {}:
                if name in real and dice.random() < 0.6:
                    case.path_parameters[name] = real[name]
            said = case.as_transport_kwargs(base_url="http://localhost")
            body = said.get("json") if "json" in said else said.get("data")
            answer: Any = api.client.generic(
                case.method, case.formatted_path, _bytes(body), "application/json", query_string=_query(said.get("params")),
                headers=api.headers,
            )  # fmt: skip
            answers += 1
            text = (
                b"".join(answer.streaming_content).decode(errors="replace")
                if answer.streaming
                else answer.content.decode(errors="replace")
            )
            if answer.status_code >= 500:
                faults.append(f"{case.method} {case.formatted_path} {body!r:.200}: {answer.status_code} {text:.200}")
            leaked = [word for word in ELSEWHERE if word in text and word not in str(body) + str(said.get("params"))]
            if leaked and not case.formatted_path.startswith(LOG):
                faults.append(f"{case.method} {case.formatted_path} shows {leaked}")

        ask()
    assert faults == []
    assert answers > 100


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    return body if isinstance(body, bytes) else json.dumps(body, default=str).encode()


def _query(params: Any) -> str:
    return urlencode(params or {}, doseq=True, errors="replace")
