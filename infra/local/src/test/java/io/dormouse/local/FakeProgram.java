package io.dormouse.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A stand-in for each of Dormouse's programs: takes the flags and announces that it is ready. */
final class FakeProgram {

  private FakeProgram() {}

  public static void main(String[] args) throws Exception {
    List<String> flags = List.of(args);
    System.out.println(String.join(" ", flags));
    if (flags.contains("remove-replicas")) {
      return;
    }
    int port =
        flags.stream()
            .filter(flag -> flag.startsWith("--api.port=") || flag.startsWith("--admin.port="))
            .map(flag -> Integer.parseInt(flag.substring(flag.indexOf('=') + 1)))
            .findFirst()
            .orElseThrow();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/ready",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  /** Makes a jar that runs this class, with the library {@code lib/library.jar} beside it. */
  static void makeJar(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeProgram.class.getName());
    String entry = FakeProgram.class.getName().replace('.', '/') + ".class";
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "lib/library.jar");
    Files.createDirectories(Objects.requireNonNull(jar.getParent()));
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        InputStream code =
            Objects.requireNonNull(FakeProgram.class.getResourceAsStream("/" + entry))) {
      out.putNextEntry(new JarEntry(entry));
      code.transferTo(out);
    }
  }
}
