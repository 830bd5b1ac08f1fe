import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** A file of lines that is only ever appended to, or replaced as a whole. */
final class Journal {
    interface Reader {
        void read(String line) throws IOException;
    }

    private final Path path;
    // Held while the disk is waited for; `this` only while lines are written, and always taken second.
    private final Object disk = new Object();
    private FileChannel file;
    private long size;
    private long written;
    private long forced;
    private volatile boolean broken;

    /** Opens a file, and hands on each line that is in it. Throws when another process has it open. */
    Journal(Path path, Reader reader) throws IOException {
        this.path = path.toAbsolutePath();
        file = opened(this.path);
        size = readLines(file, reader);
        // What stands behind the last line's end broke off with the process, and was acknowledged to nobody.
        file.truncate(size).position(size);
        forceFolder();
    }

    /** Appends a line, which may be lost until it is forced. Returns its number. */
    synchronized long write(byte[] line) throws IOException {
        if (broken) throw new IOException("the disk failed");
        try {
            writeAll(file, ByteBuffer.wrap(line));
        } catch (IOException error) {
            // A full disk may have taken half of it.
            file.truncate(size).position(size);
            throw error;
        }
        size += line.length;
        return ++written;
    }

    synchronized long written() {
        return written;
    }

    /** Returns once this line is on the disk. Whoever comes first forces all that was written meanwhile. */
    void force(long line) throws IOException {
        synchronized (disk) {
            if (forced >= line) return;
            long upTo = written();
            if (broken) throw new IOException("the disk failed");
            try {
                file.force(false);
            } catch (IOException error) {
                // What the disk has lost now, a second attempt would not bring back.
                broken = true;
                throw error;
            }
            forced = upTo;
        }
    }

    /** Puts these entries in the place of all lines; should the process end meanwhile, the old or the new are there. */
    void replace(Collection<Entry> entries) throws IOException {
        synchronized (disk) {
            synchronized (this) {
                Path draft = path.resolveSibling(path.getFileName() + ".new");
                FileChannel next = opened(draft);
                try {
                    next.truncate(0);
                    for (Entry entry : entries) writeAll(next, ByteBuffer.wrap(entry.line()));
                    next.force(true);
                    Files.move(draft, path, ATOMIC_MOVE);
                } catch (IOException error) {
                    next.close();
                    throw error;
                }
                file.close();
                file = next;
                size = next.position();
                broken = true;
                forceFolder();
                broken = false;
                forced = written;
            }
        }
    }

    private static FileChannel opened(Path path) throws IOException {
        FileChannel file = FileChannel.open(path, CREATE, READ, WRITE);
        if (file.tryLock() == null) throw new IOException("another process has it");
        return file;
    }

    private static long readLines(FileChannel file, Reader reader) throws IOException {
        // Not closed: that would close the file, and let go of its lock.
        InputStream bytes = new BufferedInputStream(Channels.newInputStream(file), 65536);
        var line = new ByteArrayOutputStream();
        long size = 0;
        for (int each = bytes.read(); each >= 0; each = bytes.read()) {
            if (each != '\n') {
                line.write(each);
                continue;
            }
            reader.read(line.toString(StandardCharsets.ISO_8859_1));
            size += line.size() + 1;
            line.reset();
        }
        return size;
    }

    private static void writeAll(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) file.write(bytes);
    }

    /** A file's name is kept by its folder. */
    private void forceFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(path.getParent(), READ)) {
            folder.force(true);
        }
    }
}
