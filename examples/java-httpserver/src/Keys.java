import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** Whether a request carries both keys. */
final class Keys {
    private final byte[] publicKey;
    private final byte[] privateKey;

    Keys(String publicKey, String privateKey) {
        this.publicKey = publicKey.getBytes(StandardCharsets.UTF_8);
        this.privateKey = privateKey.getBytes(StandardCharsets.UTF_8);
    }

    /** Each key in its header, each once; the time that this takes tells nothing of where a wrong one differs. */
    boolean areIn(Headers headers) {
        boolean publicHeld = holds(headers.all("X-Public-Key"), publicKey);
        boolean privateHeld = holds(headers.all("X-Private-Key"), privateKey);
        return publicHeld & privateHeld;
    }

    private static boolean holds(List<String> values, byte[] right) {
        String given = values.isEmpty() ? "" : values.get(0);
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.ISO_8859_1), right) & values.size() == 1;
    }
}
