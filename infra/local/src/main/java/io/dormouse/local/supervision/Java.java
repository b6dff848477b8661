package io.dormouse.local.supervision;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a Java program, run by the same JDK as this one.
 *
 * @param archives the directory of the class archives that make the second start of a program quick
 * @param temporary the directory for temporary files, which must be there
 */
public record Java(Path archives, Path temporary) {

  /** The first version that warns of calls that libraries still make. */
  private static final int UNSAFE_WARNS = 24;

  private static final String OWN_CLASS_PATH = System.getProperty("java.class.path");

  /**
   * The settings of a program's JVM.
   *
   * @param heapMegabytes largest size of the heap
   * @param quickStart true if a quick start counts more than speed later; the code is then compiled
   *     only once
   */
  public record Machine(int heapMegabytes, boolean quickStart) {}

  /** The command that runs a jar's main class with these arguments. */
  public List<String> jar(String name, Machine machine, Path jar, List<String> arguments) {
    List<String> command = command(machine);
    command.addAll(archive(name, jar));
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(arguments);
    return List.copyOf(command);
  }

  /** The command that runs a class of this program's own class path with these arguments. */
  public List<String> mainClass(
      String name, Machine machine, Class<?> main, List<String> arguments) {
    List<String> command = command(machine);
    Path jar = Path.of(OWN_CLASS_PATH.split(File.pathSeparator, 2)[0]);
    if (OWN_CLASS_PATH.equals(jar.toString())) {
      command.addAll(archive(name, jar));
    }
    command.addAll(List.of("-cp", OWN_CLASS_PATH, main.getName()));
    command.addAll(arguments);
    return List.copyOf(command);
  }

  private List<String> command(Machine machine) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + machine.heapMegabytes() + "m");
    command.add("-XX:+UseSerialGC");
    command.add("-Djava.io.tmpdir=" + temporary);
    if (Runtime.version().feature() >= UNSAFE_WARNS) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    if (machine.quickStart()) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    return command;
  }

  private List<String> archive(String name, Path jar) {
    return List.of(
        "-XX:+AutoCreateSharedArchive",
        "-XX:SharedArchiveFile=" + new ClassArchive(archives, name, jar).current(),
        "-Xlog:disable",
        "-Xlog:all=error:stderr");
  }
}
