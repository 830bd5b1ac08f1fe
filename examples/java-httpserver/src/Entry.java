import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far an event has come. `rest` is its body in Base64, or its effect once it is done. */
record Entry(String state, String key, String rest) {
    static final String WAITING = "take", DONE = "done", FAILED = "fail";
    private static final Pattern LINE = Pattern.compile("(take|done|fail) ([0-9a-f]{64}) (\\p{ASCII}+)");

    /** An event that is to be worked on; the fingerprint of its raw body tells it from others. */
    static Entry of(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return new Entry(WAITING, HexFormat.of().formatHex(digest), Base64.getEncoder().encodeToString(body));
        } catch (NoSuchAlgorithmException error) {
            throw new IllegalStateException(error);
        }
    }

    /** Reads a line of the inbox's file. */
    static Entry parse(String line) throws IOException {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) throw new IOException("a line of it cannot be read");
        return new Entry(parts.group(1), parts.group(2), parts.group(3));
    }

    byte[] line() {
        return (state + " " + key + " " + rest + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    byte[] body() {
        return Base64.getDecoder().decode(rest);
    }

    Entry done(String effect) {
        return new Entry(DONE, key, effect);
    }

    Entry failed() {
        return new Entry(FAILED, key, rest);
    }

    boolean is(String other) {
        return state.equals(other);
    }
}
