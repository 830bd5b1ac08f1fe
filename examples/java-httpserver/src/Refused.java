import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Ends a request with one answer: problem+json (RFC 9457) that says why in one sentence. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Map<String, String> headers;

    Refused(int status, String detail) {
        this(status, detail, Map.of());
    }

    Refused(int status, String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    Answer answer() {
        var all = new HashMap<>(headers);
        all.put("Content-Type", "application/problem+json");
        String problem = String.format("{\"type\": \"about:blank\", \"title\": %s, \"status\": %d, \"detail\": %s}",
                Quoted.quoted(Answer.title(status)), status, Quoted.quoted(getMessage()));
        return new Answer(status, all, problem.getBytes(StandardCharsets.US_ASCII));
    }
}
