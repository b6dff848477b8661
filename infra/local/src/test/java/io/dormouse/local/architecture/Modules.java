package io.dormouse.local.architecture;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The modules that the checkout's {@code pom.xml} lists, by their folders, and their classes. */
record Modules(Path repository, List<String> names) {

  /** The module of this test. The modules after it in the list are compiled later. */
  static final String HERE = "infra/local";

  private static final Pattern MODULE = Pattern.compile("<module>(.+?)</module>");

  static Modules of(Path repository) throws IOException {
    String pom = Files.readString(repository.resolve("pom.xml"));
    return new Modules(
        repository, MODULE.matcher(pom).results().map(found -> found.group(1)).toList());
  }

  static Modules ofThisCheckout() throws IOException {
    return of(Path.of("../..").toAbsolutePath().normalize());
  }

  /** The modules up to this one. */
  List<String> compiled() {
    return names.subList(0, names.indexOf(HERE) + 1);
  }

  /**
   * The compiled classes of each module up to this one.
   *
   * @throws AssertionError when a module has none
   */
  Map<String, Collection<JavaClass>> classes() {
    // Libraries are not read, since only the names of imported classes count.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    Map<String, Collection<JavaClass>> classes = new HashMap<>();
    for (String name : compiled()) {
      Path folder = repository.resolve(name).resolve("target/classes");
      Collection<JavaClass> found =
          Files.isDirectory(folder) ? new ClassFileImporter().importPath(folder) : List.of();
      if (found.isEmpty()) {
        throw new AssertionError(
            "expected the classes of %s in %s, found none: build it first, or run infra/test %s"
                .formatted(name, folder, HERE));
      }
      classes.put(name, found);
    }
    return classes;
  }

  /** The source folders of all modules, main and test. */
  List<Path> sourceFolders() {
    return names.stream()
        .map(repository::resolve)
        .flatMap(module ->
            List.of(module.resolve("src/main/java"), module.resolve("src/test/java")).stream())
        .filter(Files::isDirectory)
        .toList();
  }

  /** A name that other classes can use, for an import that must be refused. */
  static String anyPublicClass(Collection<JavaClass> classes) {
    return classes.stream()
        .filter(type -> type.getModifiers().toString().contains("PUBLIC"))
        .map(JavaClass::getName)
        .filter(name -> !name.contains("$"))
        .sorted()
        .findFirst()
        .orElseThrow();
  }
}
