package dev.halftone.cli;

import java.util.List;
import org.apache.commons.cli.Option;

/**
 * One option of a command.
 *
 * @param name without the dashes
 * @param value what it takes, as shown: {@code DIR}; empty for a switch
 * @param takes what a shell offers for the value
 * @param words the only values allowed; empty where anything goes
 * @param doc a few words without a full stop
 */
record Flag(String name, String value, Page.Takes takes, List<String> words, String doc) {

    static final Flag HELP = of("help", "show this page");
    static final Flag VERBOSE = of("verbose", "show the details of a bug");
    static final Flag PACK = files("pack", "PATH", "a pack: a jar or a folder of jars; repeatable");
    static final Flag SET = value("set", "PATH=VALUE", "change one value of the file; repeatable");
    static final Flag DEVICE =
            value("device", "DEVICE", "cpu, gpu:N or auto, whatever the file says");

    /** A switch. */
    static Flag of(String name, String doc) {
        return new Flag(name, "", Page.Takes.NOTHING, List.of(), doc);
    }

    /** An option with any value. */
    static Flag value(String name, String value, String doc) {
        return new Flag(name, value, Page.Takes.NOTHING, List.of(), doc);
    }

    /** An option whose value is a file. */
    static Flag files(String name, String value, String doc) {
        return new Flag(name, value, Page.Takes.FILES, List.of(), doc);
    }

    /** An option whose value is one of a few words. */
    static Flag words(String name, String value, String doc, String... words) {
        return new Flag(name, value, Page.Takes.NOTHING, List.of(words), doc);
    }

    /** As written: {@code --out DIR}. */
    String shown() {
        return "--" + name + (value.isEmpty() ? "" : " " + value);
    }

    /** For the parser. */
    Option option() {
        Option.Builder option = Option.builder().longOpt(name);
        return (value.isEmpty() ? option : option.hasArg()).get();
    }
}
