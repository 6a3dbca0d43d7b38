package dev.rune.testkit;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.SectionException;
import java.util.List;

/**
 * What a fake instance does.
 *
 * @param steps   the steps of its program in their written form, see {@link StepText}
 * @param missing whether there is no such program
 */
@Doc("What a fake instance does.")
public record FakeSection(@Doc("What its program does, one step after another.") List<String> steps,
        @Doc("There is no such program.") @Default("false") boolean missing) {
    public FakeSection {
        steps = List.copyOf(steps);
        for (String step : steps) {
            try {
                StepText.parse(step);
            } catch (IllegalArgumentException e) {
                throw new SectionException("steps", String.valueOf(e.getMessage()));
            }
        }
    }

    /** A section that behaves so. */
    public static FakeSection of(Behaviour behaviour) {
        return switch (behaviour) {
            case Behaviour.MissingProgram _ -> new FakeSection(List.of(), true);
            case Behaviour.Program program ->
                new FakeSection(program.steps().stream().map(StepText::print).toList(), false);
        };
    }

    /** Its program. */
    Behaviour.Program program() {
        return new Behaviour.Program(steps.stream().map(StepText::parse).toList());
    }
}
