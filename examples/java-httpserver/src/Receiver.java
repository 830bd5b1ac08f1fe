import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A receiver of call events on the JDK alone. See README.md. */
final class Receiver {
    private Receiver() {}

    public static void main(String[] arguments) {
        String publicKey = setting("HOOKPROOF_PUBLIC_KEY", ""), privateKey = setting("HOOKPROOF_PRIVATE_KEY", "");
        if (publicKey.isEmpty() || privateKey.isEmpty()) {
            fail("set HOOKPROOF_PUBLIC_KEY and HOOKPROOF_PRIVATE_KEY to the keys of your organisation");
        }
        String port = setting("PORT", "3000");
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            fail("PORT must be a number from 0 to 65535");
        }

        Inbox inbox = openInbox(setting("INBOX", ""));
        boolean showEffects = setting("HOOKPROOF_EFFECTS", "").equals("1");
        Server server = listen(Integer.parseInt(port), new App(new Keys(publicKey, privateKey), inbox, showEffects));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, inbox)));
        server.start();
        System.out.println("listening on http://127.0.0.1:" + server.port());
    }

    private static Inbox openInbox(String file) {
        try {
            return new Inbox(Work::work, file.isEmpty() ? null : Path.of(file));
        } catch (IOException | InvalidPathException error) {
            throw fail("cannot open the inbox: " + error.getClass().getSimpleName() + ": " + error.getMessage());
        }
    }

    private static Server listen(int port, App app) {
        try {
            return new Server(port, app);
        } catch (IOException error) {
            throw fail("cannot listen on port " + port + ": " + error.getMessage());
        }
    }

    /** Takes nothing new, answers what is under way, works off the queue, ends. SIGTERM and SIGINT lead here. */
    private static void stop(Server server, Inbox inbox) {
        try {
            server.drain(10);
            inbox.drain();
        } catch (IOException | InterruptedException error) {
            System.err.println("stopping failed: " + error.getMessage());
        }
        // The Java machine would tell of the signal by its exit status, as if it had been killed.
        Runtime.getRuntime().halt(0);
    }

    private static String setting(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    private static IllegalStateException fail(String message) {
        System.err.println(message);
        System.exit(1);
        return new IllegalStateException(message);
    }
}
