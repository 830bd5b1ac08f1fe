import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Takes events fast and works on them later, each once. */
final class Inbox {
    /** Does what an event means; the key is the same however often the same event is worked on. */
    interface Work {
        void on(Map<?, ?> event, String key) throws Exception;
    }

    // Duplicates come within minutes; this many events are remembered.
    private static final int REMEMBERED = 100_000;
    private static final int TIDY_EVERY = 50_000;

    private final Work work;
    // By key, in the order in which they came to where they are.
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
    private final Journal journal;
    private int waiting;
    private int worked;

    /**
     * With a file, what was taken survives the end of the process, however sudden: it is on the disk before anybody is
     * told. Without one (null), it lives in memory.
     */
    Inbox(Work work, Path file) throws IOException {
        this.work = work;
        journal = file == null ? null : new Journal(file, line -> put(Entry.parse(line)));
        // What an earlier process took and did not come to.
        for (Entry entry : entries.values()) if (entry.is(Entry.WAITING)) queue.add(entry);
        waiting = queue.size();
        worked = entries.size() - waiting;
        var worker = new Thread(this::workOff, "inbox");
        worker.setDaemon(true);
        worker.start();
    }

    /** Takes a checked event for good, unless it is known already. Throws when it cannot be kept. */
    void take(byte[] body) throws IOException {
        Entry entry = Entry.of(body);
        boolean known;
        long line;
        synchronized (this) {
            known = entries.containsKey(entry.key());
            // A duplicate must not be acknowledged either before the first is on the disk.
            line = known ? lastLine() : write(entry);
            if (!known) {
                put(entry);
                waiting++;
            }
        }
        try {
            force(line);
        } finally {
            // Also where that fails: it may be on the disk nevertheless, and is known from now on.
            if (!known) queue.add(entry);
        }
    }

    /** What was done, in order, a line of JSON each. */
    synchronized String effects() {
        return entries.values().stream()
                .filter(entry -> entry.is(Entry.DONE))
                .map(entry -> entry.rest() + "\n")
                .collect(joining());
    }

    /** Returns once everything that was taken is done. */
    synchronized void drain() throws InterruptedException {
        while (waiting > 0) wait();
    }

    private void workOff() {
        while (true) {
            try {
                settle(workedOn(queue.take()));
                // The disk is waited for when there is time: until then, an event would only be worked on again.
                if (queue.isEmpty()) force(lastLine());
            } catch (Exception error) {
                System.err.println("the inbox's file: " + error.getMessage());
            }
        }
    }

    private Entry workedOn(Entry entry) {
        try {
            Map<?, ?> event = (Map<?, ?>) StrictJson.parse(entry.body());
            work.on(event, entry.key());
            return entry.done(effect(event, entry.key()));
        } catch (Exception | StackOverflowError error) {
            // One event must not stop the others; it stays in the file for a person to look at.
            System.err.println("failed: " + entry.key());
            return entry.failed();
        }
    }

    private static String effect(Map<?, ?> event, String key) {
        String[] subject = Events.subjectOf(event);
        return String.format("{\"type\": %s, \"callId\": %s, \"sha256\": \"%s\"}",
                Quoted.quoted(subject[0]), Quoted.quoted(subject[1]), key);
    }

    private synchronized void settle(Entry entry) throws IOException {
        try {
            put(entry);
            write(entry);
            if (++worked % TIDY_EVERY == 0) tidy();
        } finally {
            waiting--;
            notifyAll();
        }
    }

    /** Forgets the oldest of what is done, and lets the file hold only what is left. */
    private void tidy() throws IOException {
        long tooMany = entries.values().stream().filter(entry -> entry.is(Entry.DONE)).count() - REMEMBERED;
        for (var all = entries.values().iterator(); tooMany > 0 && all.hasNext(); ) {
            if (!all.next().is(Entry.DONE)) continue;
            all.remove();
            tooMany--;
        }
        if (journal != null) journal.replace(entries.values());
    }

    private void put(Entry entry) {
        entries.remove(entry.key());
        entries.put(entry.key(), entry);
    }

    private long write(Entry entry) throws IOException {
        return journal == null ? 0 : journal.write(entry.line());
    }

    private long lastLine() {
        return journal == null ? 0 : journal.written();
    }

    private void force(long line) throws IOException {
        if (journal != null) journal.force(line);
    }
}
