import java.util.List;
import java.util.Map;

/**
 * Your part: what an event means to your shop. It may take its time; the sender has its answer already.
 *
 * <p>Should the process be killed at the wrong moment, the same event is worked on again: give the key to whomever you
 * tell of it (as an idempotency key, or as a unique key of the row that you write), and it takes effect once.
 */
final class Work {
    private Work() {}

    static void work(Map<?, ?> body, String key) {
        Map<?, ?> event = (Map<?, ?>) body.get("event");
        Map<?, ?> data = (Map<?, ?>) event.get("data");
        // Ids are quoted, so that no control character of theirs reaches a terminal; nothing personal is logged.
        String call = Events.subjectOf(body)[1];
        String name = call == null ? "no call named" : Quoted.quoted(call);
        if (!event.get("type").equals("action")) {
            System.out.println(event.get("type") + ": " + name);
        } else if (data.get("action").equals("create-order")) {
            Map<?, ?> order = (Map<?, ?>) data.get("payload");
            List<?> lines = order == null ? null : (List<?>) order.get("lineItems");
            System.out.println("an order of " + (lines == null ? 0 : lines.size()) + " lines to create: " + name);
        } else if (data.get("action").equals("send-whatsapp")) {
            System.out.println("a message to send: " + name);
        }
    }
}
