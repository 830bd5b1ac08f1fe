/** What is wrong with a value, and where. Never the value itself: it may be somebody's phone number. */
final class Fault extends Exception {
    private static final long serialVersionUID = 1;

    Fault(String at, String message) {
        super((at.isEmpty() ? "the body" : at) + " " + message, null, false, false);
    }

    static void demand(boolean holds, String at, String message) throws Fault {
        if (!holds) throw new Fault(at, message);
    }
}
