package dev.halftone.cli;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes shell completion from the table of commands. Ids are asked for when they are needed, so
 * that packs count; zsh runs the bash script.
 */
record CompletionScript(List<Page> pages) {

    String bash() {
        String commands = pages.stream().map(Page::name).collect(Collectors.joining(" "));
        return """
        # Completion for halftone, written by 'halftone completion bash'.
        _halftone_files() { COMPREPLY=($(compgen -f -- "$1")); compopt -o filenames 2>/dev/null; }
        _halftone_words() { COMPREPLY=($(compgen -W "$2" -- "$1")); }
        _halftone() {
            local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
            if [ "$COMP_CWORD" -eq 1 ]; then
                _halftone_words "$word" "%s --help --version"
                return
            fi
            case "${COMP_WORDS[1]} $before" in
        %s    esac
            case "${COMP_WORDS[1]} $word" in
        %s    esac
            case "${COMP_WORDS[1]}" in
        %s    esac
        }
        complete -F _halftone halftone ./halftone\
        """
                .formatted(commands, values(), options(), arguments());
    }

    String zsh() {
        return "autoload -U +X bashcompinit && bashcompinit\n" + bash();
    }

    private String values() {
        StringBuilder cases = new StringBuilder();
        for (Page page : pages) {
            for (Flag flag : Parsing.flags(page)) {
                if (!flag.value().isEmpty()) {
                    cases.append(branch(page.name() + " --" + flag.name(), value(flag)));
                }
            }
        }
        return cases.toString();
    }

    private String options() {
        return pages.stream()
                .map(page -> branch(page.name() + " -*", words(dashed(page))))
                .collect(Collectors.joining());
    }

    private String arguments() {
        return pages.stream()
                .filter(page -> page.takes() != Page.Takes.NOTHING)
                .map(page -> branch(page.name(), offer(page.takes())))
                .collect(Collectors.joining());
    }

    private static List<String> dashed(Page page) {
        return Parsing.flags(page).stream().map(flag -> "--" + flag.name()).toList();
    }

    private static String branch(String pattern, String action) {
        String quoted =
                pattern.endsWith("*")
                        ? "\"" + pattern.substring(0, pattern.length() - 1) + "\"*"
                        : "\"" + pattern + "\"";
        return "        " + quoted + ") " + action + "; return ;;\n";
    }

    private String value(Flag flag) {
        if (!flag.words().isEmpty()) {
            return words(flag.words());
        }
        return offer(flag.takes());
    }

    private String offer(Page.Takes takes) {
        return switch (takes) {
            case NOTHING -> "COMPREPLY=()";
            case FILES, FOLDERS -> "_halftone_files \"$word\"";
            case KINDS -> words(KindWords.plural());
            case IDS ->
                    "_halftone_words \"$word\" \"$(\"${COMP_WORDS[0]}\" list --ids 2>/dev/null)\"";
            case COMMANDS -> words(pages.stream().map(Page::name).toList());
            case SHELLS -> words(List.of("bash", "zsh"));
            case NEW -> words(KindWords.creatable());
        };
    }

    private static String words(List<String> words) {
        return "_halftone_words \"$word\" \"" + String.join(" ", words) + "\"";
    }
}
