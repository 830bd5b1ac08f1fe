"""The shape of an event: the type decides what the data are, the action decides what its payload is."""

from typing import Any

from check import boolean, chosen_by, fields, list_of, nullable, number, one_of, string, text
from formats import is_date_time, is_uri

CALL_TYPES = (
    "call.initiate call.in-progress call.ended call.completed call.timeout call.failed call.validation-failed "
    "call.busy call.no-answer call.skip call.rescheduled call.aborted call.lifecycle-ended end-of-call"
).split()
STATUSES = (
    "initiate in-progress ended completed timeout failed validation-failed busy no-answer skip rescheduled aborted"
).split()

date_time = text("a date and time with an offset, as RFC 3339 has it", is_date_time)
uri = text("an absolute URI", is_uri)
any_object = fields()

call_data = fields(
    call=fields(
        id=string,
        status=one_of(*STATUSES),
        startedAt=nullable(date_time),
        endedAt=nullable(date_time),
        recordingUrl=nullable(uri),
        detailUrl=nullable(uri),
        durationSeconds=number,
    ),
    analysis=fields(success=boolean, summary=string, requiredActions=list_of(string), insights=any_object),
    credits=fields(used=number, available=number),
    report=fields(reAttemptCount=number, rescheduledCount=number),
)

order = fields(
    email=string,
    phone=string,
    lineItems=list_of(any_object),
    shippingAddress=fields(
        firstName=string,
        lastName=string,
        address1=string,
        address2=string,
        city=string,
        province=string,
        zip=string,
        country=string,
        phone=string,
    ),
    cartTotal=number,
    codCharge=number,
    discount=fields(code=string, reason=string),
    note=string,
    abandonedCheckoutId=nullable(string),
)

message = fields(number=nullable(string))

# What every action may carry beside its payload.
about = {
    "call": fields(required=("id",), id=string),
    "reason": nullable(one_of("missing_address", "missing_first_name", "invalid_cart_data")),
}

action_data = chosen_by(
    "action",
    {"create-order": fields(**about, payload=order), "send-whatsapp": fields(**about, payload=message)},
)

call_event = fields(required=("type", "data"), data=call_data)
action_event = fields(required=("type", "data"), data=action_data)

event = chosen_by("type", {**dict.fromkeys(CALL_TYPES, call_event), "action": action_event})
webhook_event = fields(required=("event",), event=event, metadata=any_object)


def check_event(body: Any) -> None:
    """Raises a Fault for the first thing that is wrong with a parsed body."""
    webhook_event(body, "")
