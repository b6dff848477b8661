package io.dormouse.local.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Imports between modules, over the classes of the whole tree. */
class FloorsTest {

  private static Modules modules;
  private static Map<String, Collection<JavaClass>> classes;
  private static Floors floors;

  @BeforeAll
  static void importAll() throws IOException {
    modules = Modules.ofThisCheckout();
    classes = modules.classes();
    floors = new Floors(classes);
  }

  @Test
  void shouldImportOnlyFromTheFloorsBelow() {
    List<String> wrong = new ArrayList<>();
    classes.forEach((module, all) -> wrong.addAll(floors.wrongImports(module, all)));

    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "schemas/language, schemas/kit",
    "schemas/language, streams-app/core",
    "schemas/kit, streams-app/core",
    "schemas/kit, edge-proxy",
    "schemas/kit, infra/local",
    "streams-app/core, schemas/kit",
    "streams-app/core, streams-app/app",
    "streams-app/app, edge-proxy",
    "streams-app/app, infra/local",
    "edge-proxy, streams-app/core",
    "edge-proxy, streams-app/app",
    "edge-proxy, agents/host",
    "edge-proxy, infra/local",
    "agents/host, agents/provisioner",
    "agents/provisioner, streams-app/core",
    "infra/sample-app, schemas/language"
  })
  void shouldSeeAnImportThatPointsTheWrongWay(String module, String imported, @TempDir Path folder)
      throws IOException {
    Collection<JavaClass> offender = compileOffender(imported, folder);

    assertThat(floors.wrongImports(module, offender))
        .singleElement()
        .asString()
        .startsWith(module + " must not import " + imported + ": offender.Offender → ");
  }

  @ParameterizedTest
  @CsvSource({
    "schemas/kit, schemas/language",
    "streams-app/core, schemas/language",
    "streams-app/app, streams-app/core",
    "streams-app/app, schemas/kit",
    "agents/host, schemas/kit",
    "infra/local, streams-app/core",
    "infra/benchmarks, edge-proxy"
  })
  void shouldLetAnImportFromAFloorBelowPass(String module, String imported, @TempDir Path folder)
      throws IOException {
    assertThat(floors.wrongImports(module, compileOffender(imported, folder))).isEmpty();
  }

  @Test
  void shouldSayWhichModuleHasNoClasses(@TempDir Path empty) throws IOException {
    Files.writeString(
        empty.resolve("pom.xml"), "<module>schemas/language</module><module>infra/local</module>");

    assertThatThrownBy(Modules.of(empty)::classes)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected the classes of schemas/language in " + empty)
        .hasMessageContaining("infra/test infra/local");
  }

  /** A class that imports some class of that module. */
  private static Collection<JavaClass> compileOffender(String imported, Path folder)
      throws IOException {
    String name = Modules.anyPublicClass(Objects.requireNonNull(classes.get(imported)));
    Path source = folder.resolve("Offender.java");
    Files.writeString(
        source,
        "package offender; class Offender { Class<?> imported = %s.class; }".formatted(name));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int code =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-implicit:none",
            "-cp",
            modules.repository().resolve(imported).resolve("target/classes").toString(),
            "-d",
            folder.toString(),
            source.toString());
    assertThat(code).isZero();
    return new ClassFileImporter().importPath(folder.resolve("offender"));
  }
}
