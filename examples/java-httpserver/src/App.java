import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a request is answered with, each refusal with one status and one sentence. */
final class App implements Request.Handler {
    private static final String PATH = "/v2/webhooks/call-events";
    // A target is a path, or a whole address as proxies have it.
    private static final Pattern TARGET = Pattern.compile("(?:[A-Za-z]+://[^/?#]*)?(/[^?#]*)(?:[?#].*)?");

    private final Keys keys;
    private final Inbox inbox;
    private final boolean showEffects;

    /** For tests only, `showEffects`: GET /effects tells what was done. */
    App(Keys keys, Inbox inbox, boolean showEffects) {
        this.keys = keys;
        this.inbox = inbox;
        this.showEffects = showEffects;
    }

    @Override
    public Answer answer(Request request) throws IOException, Refused, InterruptedException {
        Head head = request.head();
        String path = pathOf(head.target());
        if (showEffects && path.equals("/effects") && head.method().equals("GET")) {
            inbox.drain();
            return Answer.ok("application/x-ndjson", inbox.effects());
        }
        if (!path.equals(PATH)) throw new Refused(404, "there is nothing here");
        if (!head.method().equals("POST")) {
            throw new Refused(405, "events are delivered by POST", Map.of("Allow", "POST"));
        }
        // Before anything is read: a stranger shall not make us work.
        if (!keys.areIn(head.headers())) throw new Refused(401, "the keys are missing or wrong");
        if (!isPlainJson(head.headers())) {
            throw new Refused(415, "the body must be application/json, in UTF-8 and not compressed");
        }
        return takeEvent(request.body());
    }

    /** Judges the event, remembers it and answers at once; the work is done afterwards. */
    private Answer takeEvent(byte[] body) throws Refused {
        try {
            Events.check(StrictJson.parse(body));
        } catch (Fault fault) {
            throw new Refused(400, fault.getMessage());
        }
        // A duplicate is answered like the first: the sender only wants to know that it may stop.
        try {
            inbox.take(body);
        } catch (IOException error) {
            // What is not kept must not be acknowledged; the sender will come again.
            throw new Refused(503, "the event cannot be kept now", Map.of("Retry-After", "5"));
        }
        return Answer.ok();
    }

    private static String pathOf(String target) {
        Matcher parts = TARGET.matcher(target);
        return parts.matches() ? parts.group(1) : "";
    }

    private static boolean isPlainJson(Headers headers) {
        if (headers.has("Content-Encoding")) return false;
        List<String> parts = new ArrayList<>();
        for (String part : headers.lower("Content-Type").split(";")) parts.add(part.strip());
        String mediaType = parts.remove(0);
        return mediaType.equals("application/json") && parts.stream()
                .filter(parameter -> parameter.startsWith("charset="))
                .map(parameter -> parameter.substring("charset=".length()).replace("\"", ""))
                .allMatch(charset -> charset.equals("utf-8") || charset.equals("utf8"));
    }
}
