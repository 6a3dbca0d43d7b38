package dev.rune.kernel.spec;

import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.SectionException;
import java.util.Optional;

/**
 * What an instance needs and may use. Status: stable since 0.1.
 *
 * @param cpu    processor time
 * @param memory memory
 */
@Doc("What an instance needs (`request`) and may use at most (`limit`).")
public record Resources(@Doc("Processor time: `100m` is a tenth of a processor, `2` are two.") Optional<Cpu> cpu,
        @Doc("Memory: `128Mi`, `1G`.") Optional<Memory> memory) {
    /** Neither needs nor limits. */
    public static final Resources NONE = new Resources(Optional.empty(), Optional.empty());

    /**
     * Processor time.
     *
     * @param request its share when processors are scarce
     * @param limit   the most it may use
     */
    public record Cpu(Optional<CpuAmount> request, Optional<CpuAmount> limit) {
        public Cpu {
            if (request.isPresent() && limit.isPresent() && request.get().millis() > limit.get().millis()) {
                throw new SectionException("request",
                        "request " + request.get() + " is more than limit " + limit.get());
            }
        }
    }

    /**
     * Memory.
     *
     * @param request what is kept for it when memory is scarce
     * @param limit   the most it may use
     */
    public record Memory(Optional<ByteSize> request, Optional<ByteSize> limit) {
        public Memory {
            if (request.isPresent() && limit.isPresent() && request.get().bytes() > limit.get().bytes()) {
                throw new SectionException("request",
                        "request " + request.get() + " is more than limit " + limit.get());
            }
        }
    }

    /** The most processor time an instance may use. */
    public Optional<CpuAmount> cpuLimit() {
        return cpu.flatMap(Cpu::limit);
    }

    /** The most memory an instance may use. */
    public Optional<ByteSize> memoryLimit() {
        return memory.flatMap(Memory::limit);
    }
}
