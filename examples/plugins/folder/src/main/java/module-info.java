/** The mount handler {@code folder}. */
module org.example.folder {
    requires dev.rune.kernel;
    requires org.apache.commons.text;
    requires org.slf4j;
    requires tools.jackson.core;

    provides dev.rune.kernel.spi.mount.MountHandlerProvider with org.example.folder.FolderProvider;
}
