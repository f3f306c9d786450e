package dev.halftone.cli;

import java.util.Optional;

/** {@code help [COMMAND]}. */
final class HelpCommand implements Command {

    @Override
    public Page page() {
        return Page.of("help", "Shows what a command takes", "halftone help run")
                .arguments("[COMMAND]", 0, 1, Page.Takes.COMMANDS);
    }

    @Override
    public Exit run(Call call) {
        Commands commands = Commands.standard();
        Optional<String> name = call.argument(0);
        call.out(
                name.map(n -> HelpText.page(commands.find(n).page()))
                        .orElseGet(() -> HelpText.overview(commands.pages())));
        return Exit.DONE;
    }
}
