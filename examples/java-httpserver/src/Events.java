import static java.util.Arrays.asList;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The shape of an event: the type decides what the data are, the action decides what its payload is. */
final class Events {
    private static final List<String> CALL_TYPES = List.of(
            "call.initiate", "call.in-progress", "call.ended", "call.completed", "call.timeout", "call.failed",
            "call.validation-failed", "call.busy", "call.no-answer", "call.skip", "call.rescheduled", "call.aborted",
            "call.lifecycle-ended", "end-of-call");

    private static final Check STATUS = Check.oneOf(
            "initiate", "in-progress", "ended", "completed", "timeout", "failed", "validation-failed", "busy",
            "no-answer", "skip", "rescheduled", "aborted");

    private static final Check DATE_TIME =
            Check.text("a date and time with an offset, as RFC 3339 has it", Formats::isDateTime);
    private static final Check URI = Check.text("an absolute URI", Formats::isUri);
    private static final Check ANY_OBJECT = Check.object();

    private static final Check CALL_DATA = Check.object(
            Check.may("call", Check.object(
                    Check.may("id", Check.STRING),
                    Check.may("status", STATUS),
                    Check.may("startedAt", Check.nullable(DATE_TIME)),
                    Check.may("endedAt", Check.nullable(DATE_TIME)),
                    Check.may("recordingUrl", Check.nullable(URI)),
                    Check.may("detailUrl", Check.nullable(URI)),
                    Check.may("durationSeconds", Check.NUMBER))),
            Check.may("analysis", Check.object(
                    Check.may("success", Check.BOOLEAN),
                    Check.may("summary", Check.STRING),
                    Check.may("requiredActions", Check.listOf(Check.STRING)),
                    Check.may("insights", ANY_OBJECT))),
            Check.may("credits", allOptional(Check.NUMBER, "used", "available")),
            Check.may("report", allOptional(Check.NUMBER, "reAttemptCount", "rescheduledCount")));

    private static final Check ORDER = Check.object(
            Check.may("email", Check.STRING),
            Check.may("phone", Check.STRING),
            Check.may("lineItems", Check.listOf(ANY_OBJECT)),
            Check.may("shippingAddress", allOptional(Check.STRING,
                    "firstName", "lastName", "address1", "address2", "city", "province", "zip", "country", "phone")),
            Check.may("cartTotal", Check.NUMBER),
            Check.may("codCharge", Check.NUMBER),
            Check.may("discount", allOptional(Check.STRING, "code", "reason")),
            Check.may("note", Check.STRING),
            Check.may("abandonedCheckoutId", Check.nullable(Check.STRING)));

    private static final Check MESSAGE = Check.object(Check.may("number", Check.nullable(Check.STRING)));

    private static final Check WEBHOOK_EVENT =
            Check.object(Check.must("event", event()), Check.may("metadata", ANY_OBJECT));

    private Events() {}

    /** Throws a Fault for the first thing that is wrong with a parsed body. */
    static void check(Object body) throws Fault {
        WEBHOOK_EVENT.on(body, "");
    }

    /** What an event is about: its type, and the id of its call or null. */
    static String[] subjectOf(Map<?, ?> body) {
        Map<?, ?> event = (Map<?, ?>) body.get("event");
        Map<?, ?> call = (Map<?, ?>) ((Map<?, ?>) event.get("data")).get("call");
        return new String[] {(String) event.get("type"), call == null ? null : (String) call.get("id")};
    }

    private static Check event() {
        var actions = new LinkedHashMap<String, Check>();
        actions.put("create-order", action(ORDER));
        actions.put("send-whatsapp", action(MESSAGE));

        var types = new LinkedHashMap<String, Check>();
        for (String type : CALL_TYPES) types.put(type, withData(CALL_DATA));
        types.put("action", withData(Check.chosenBy("action", actions)));
        return Check.chosenBy("type", types);
    }

    private static Check withData(Check data) {
        return Check.object(Check.must("type", Check.ANY), Check.must("data", data));
    }

    /** What every action may carry beside its payload. */
    private static Check action(Check payload) {
        return Check.object(
                Check.may("call", Check.object(Check.must("id", Check.STRING))),
                Check.may("reason", Check.nullable(
                        Check.oneOf("missing_address", "missing_first_name", "invalid_cart_data"))),
                Check.may("payload", payload));
    }

    private static Check allOptional(Check check, String... names) {
        return Check.object(asList(names).stream().map(name -> Check.may(name, check)).toArray(Check.Field[]::new));
    }
}
