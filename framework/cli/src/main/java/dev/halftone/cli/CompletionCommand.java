package dev.halftone.cli;

/** {@code completion bash|zsh}. */
final class CompletionCommand implements Command {

    @Override
    public Page page() {
        return Page.of(
                        "completion",
                        "Prints a script that completes commands, options, files and ids",
                        """
                        halftone completion bash > ~/.local/share/bash-completion/completions/halftone
                        source <(halftone completion zsh)\
                        """)
                .arguments("bash|zsh", 1, 1, Page.Takes.SHELLS);
    }

    @Override
    public Exit run(Call call) {
        CompletionScript script = new CompletionScript(Commands.standard().pages());
        String shell = call.arguments().get(0);
        switch (shell) {
            case "bash" -> call.out(script.bash());
            case "zsh" -> call.out(script.zsh());
            default ->
                    throw new Misuse(
                            "unknown-shell",
                            "there is no completion for '" + shell + "'",
                            "there are bash and zsh");
        }
        return Exit.DONE;
    }
}
