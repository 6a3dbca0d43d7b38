package @package@;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.programs.Launcher;
import dev.rune.programs.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says what an instance of {@code @name@} runs: this is the class to make your own. */
final class @Name@Launcher implements Launcher {
    /** What stands under {@code @name@} in a castfile: fields, their types, their defaults and what they mean. */
    @Doc("Runs a program.")
    record Section(@Doc("The program, by its absolute path.") String program,
            @Doc("Its arguments.") List<String> args) {}

    @Override
    public Program program(InstanceSpec spec, Map<String, Integer> ports) {
        Section section = (Section) spec.workload().section();
        if (!Files.isExecutable(Path.of(section.program()))) {
            throw ProblemException.of(ProblemCode.START_FAILED, "there is no program '" + section.program()
                    + "' that can be executed; say in @name@.program where it is");
        }
        List<String> command = new ArrayList<>(List.of(section.program()));
        command.addAll(section.args());
        return Program.of(command);
    }
}
