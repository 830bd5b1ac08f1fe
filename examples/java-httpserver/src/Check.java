import static java.util.stream.Collectors.joining;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Small checks, put together into the shape of an event. */
@FunctionalInterface
interface Check {
    /** Returns if the value at this place (a JSON Pointer) is right, and throws a Fault if it is not. */
    void on(Object value, String at) throws Fault;

    Check ANY = (value, at) -> {};
    Check STRING = (value, at) -> Fault.demand(value instanceof String, at, "must be a string");
    Check BOOLEAN = (value, at) -> Fault.demand(value instanceof Boolean, at, "must be true or false");
    // 1e999 is read as infinity, which is no number anybody meant.
    Check NUMBER = (value, at) ->
            Fault.demand(value instanceof Double number && Double.isFinite(number), at, "must be a number");

    /** A string that passes a test. */
    static Check text(String what, Predicate<String> holds) {
        return (value, at) -> Fault.demand(value instanceof String text && holds.test(text), at, "must be " + what);
    }

    static Check nullable(Check check) {
        return (value, at) -> {
            if (value != null) check.on(value, at);
        };
    }

    static Check oneOf(String... values) {
        List<String> known = List.of(values);
        String message = known.stream().collect(joining(", ", "must be one of ", ""));
        return (value, at) -> Fault.demand(value instanceof String text && known.contains(text), at, message);
    }

    static Check listOf(Check item) {
        return (value, at) -> {
            Fault.demand(value instanceof List, at, "must be a list");
            int index = 0;
            for (Object each : (List<?>) value) item.on(each, at + "/" + index++);
        };
    }

    /** A field of an object, and whether it must be there. */
    record Field(String name, Check check, boolean required) {}

    static Field may(String name, Check check) {
        return new Field(name, check, false);
    }

    static Field must(String name, Check check) {
        return new Field(name, check, true);
    }

    /** An object with these fields; unknown ones are welcome. */
    static Check object(Field... fields) {
        return (value, at) -> {
            Map<?, ?> object = objectAt(value, at);
            for (Field field : fields) if (field.required) demandField(object, field.name, at);
            for (Field field : fields) {
                if (object.containsKey(field.name)) field.check.on(object.get(field.name), at + "/" + field.name);
            }
        };
    }

    /** One of several objects; which one is told by the field `tag`, and only that one is then asked for. */
    static Check chosenBy(String tag, LinkedHashMap<String, Check> branches) {
        Check known = oneOf(branches.keySet().toArray(String[]::new));
        return (value, at) -> {
            Map<?, ?> object = objectAt(value, at);
            demandField(object, tag, at);
            known.on(object.get(tag), at + "/" + tag);
            branches.get(object.get(tag)).on(value, at);
        };
    }

    private static Map<?, ?> objectAt(Object value, String at) throws Fault {
        Fault.demand(value instanceof Map, at, "must be an object");
        return (Map<?, ?>) value;
    }

    private static void demandField(Map<?, ?> object, String name, String at) throws Fault {
        Fault.demand(object.containsKey(name), at, "must have the field '" + name + "'");
    }
}
