import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Takes connections, a thread for each and no more than it can bear, and ends those that are too slow. */
final class Server {
    private static final int MOST_CONNECTIONS = 512;

    private final Request.Handler handler;
    private final ServerSocket listener;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(MOST_CONNECTIONS);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean draining;
    private int underWay;

    Server(int port, Request.Handler handler) throws IOException {
        this.handler = handler;
        listener = new ServerSocket(port, MOST_CONNECTIONS, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    int port() {
        return listener.getLocalPort();
    }

    void start() {
        Executors.newSingleThreadScheduledExecutor()
                .scheduleAtFixedRate(() -> connections.forEach(Connection::endIfLate), 1, 1, TimeUnit.SECONDS);
        new Thread(this::acceptAll, "listener").start();
    }

    /** Takes no new connection, and lets requests under way finish. */
    synchronized void drain(long seconds) throws IOException, InterruptedException {
        draining = true;
        listener.close();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (underWay > 0 && System.nanoTime() < end) wait(100);
    }

    boolean isDraining() {
        return draining;
    }

    synchronized void count(int change) {
        underWay += change;
        notifyAll();
    }

    private void acceptAll() {
        while (!draining) {
            try {
                serve(listener.accept());
            } catch (IOException | InterruptedException error) {
                if (!draining) System.err.println("a connection failed: " + error.getMessage());
            }
        }
    }

    private void serve(Socket socket) throws IOException, InterruptedException {
        if (!places.tryAcquire(1, TimeUnit.SECONDS)) {
            socket.close();
            return;
        }
        var connection = new Connection(socket, handler, this);
        connections.add(connection);
        threads.execute(() -> {
            try {
                connection.serve();
            } finally {
                connections.remove(connection);
                places.release();
            }
        });
    }
}
