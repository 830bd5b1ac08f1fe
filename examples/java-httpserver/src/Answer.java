import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a request is answered with. */
record Answer(int status, Map<String, String> headers, byte[] body) {
    private static final Map<Integer, String> TITLES = Map.of(
            200, "OK", 400, "Bad Request", 401, "Unauthorized", 404, "Not Found", 405, "Method Not Allowed",
            413, "Payload Too Large", 415, "Unsupported Media Type", 431, "Request Header Fields Too Large",
            500, "Internal Server Error", 503, "Service Unavailable");

    static Answer ok() {
        return new Answer(200, Map.of(), new byte[0]);
    }

    static Answer ok(String mediaType, String text) {
        return new Answer(200, Map.of("Content-Type", mediaType), text.getBytes(StandardCharsets.UTF_8));
    }


    static String title(int status) {
        return TITLES.get(status);
    }
}
