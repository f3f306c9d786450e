package dev.halftone.catalog;

import dev.halftone.problem.ProblemException;
import dev.halftone.problem.Spot;
import dev.halftone.tell.Findings;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;

/** Calls a record's constructor, which may object. */
final class Making {

    private Making() {}

    static Optional<Record> record(
            Constructor<? extends Record> constructor,
            List<Object> arguments,
            Spot place,
            String owner,
            Findings findings) {
        try {
            return Optional.of(constructor.newInstance(arguments.toArray()));
        } catch (InvocationTargetException e) {
            objection(e.getCause(), place, owner, findings);
        } catch (ReflectiveOperationException | LinkageError e) {
            failed(e, place, owner, findings);
        }
        return Optional.empty();
    }

    private static void objection(Throwable cause, Spot place, String owner, Findings findings) {
        if (cause instanceof ProblemException told) {
            told.problems().forEach(p -> findings.add(p.spot().isPresent() ? p : p.at(place)));
        } else if (cause instanceof IllegalArgumentException) {
            findings.add(
                    "bad-parameters", place, owner + ": " + cause.getMessage(), Optional.empty());
        } else {
            failed(cause, place, owner, findings);
        }
    }

    private static void failed(Throwable cause, Spot place, String owner, Findings findings) {
        String said = cause.getMessage() == null ? "" : ": " + cause.getMessage();
        findings.add(
                "plugin-failed",
                place,
                owner + " could not be made" + said,
                Optional.of("this is a fault of the plugin: tell its author"));
    }
}
