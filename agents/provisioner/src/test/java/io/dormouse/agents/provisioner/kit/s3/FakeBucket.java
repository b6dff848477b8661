package io.dormouse.agents.provisioner.kit.s3;

import io.dormouse.agents.provisioner.kit.s3.FakeS3.S3Response;
import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** One bucket of {@link FakeS3}: objects with versions, unfinished uploads, configurations. */
final class FakeBucket {

  private static final String TIME = "2026-01-01T00:00:00.000Z";

  private record Version(String key, String id, @Nullable String content) {}

  private final Map<String, Deque<Version>> objects = new TreeMap<>();
  private final Map<String, String> uploads = new TreeMap<>();
  private final Map<String, String> configurations = new TreeMap<>();
  private final int pageSize;
  private int made;

  FakeBucket(int pageSize) {
    this.pageSize = pageSize;
  }

  boolean isEmpty() {
    return objects.isEmpty() && uploads.isEmpty();
  }

  List<String> currentKeys() {
    return objects.values().stream()
        .map(Deque::getFirst)
        .filter(version -> version.content() != null)
        .map(Version::key)
        .toList();
  }

  S3Response ofBucket(String method, Map<String, String> query, String body) {
    String configuration = query.keySet().stream().findFirst().orElse("");
    if (method.equals("GET") && query.containsKey("list-type")) {
      return listObjects(query);
    }
    if (method.equals("GET") && query.containsKey("versions")) {
      return listVersions(query);
    }
    if (method.equals("GET") && query.containsKey("uploads")) {
      return listUploads(query);
    }
    return switch (method) {
      case "HEAD" -> new S3Response(200, "");
      case "POST" -> deleteAll(body);
      case "PUT" -> {
        configurations.put(configuration, body);
        yield new S3Response(200, "");
      }
      case "DELETE" -> {
        configurations.remove(configuration);
        yield new S3Response(204, "");
      }
      default -> {
        String found = configurations.get(configuration);
        yield found != null
            ? new S3Response(200, found)
            : configuration.equals("policy")
                ? S3Response.error(404, "NoSuchBucketPolicy", "no policy")
                : S3Response.error(404, "NoSuchTagSet", "no " + configuration);
      }
    };
  }

  S3Response ofObject(String method, String key, Map<String, String> query, String body) {
    if (method.equals("POST") && query.containsKey("uploads")) {
      String id = "upload-%08d".formatted(++made);
      uploads.put(id, key);
      return new S3Response(
          200,
          "<InitiateMultipartUploadResult><UploadId>%s</UploadId></InitiateMultipartUploadResult>"
              .formatted(id));
    }
    if (query.containsKey("uploadId")) {
      return uploads.remove(query.get("uploadId"), key)
          ? new S3Response(204, "")
          : S3Response.error(404, "NoSuchUpload", "no such upload");
    }
    return switch (method) {
      case "PUT" -> {
        add(key, body);
        yield new S3Response(200, "");
      }
      case "DELETE" -> {
        delete(key, query.get("versionId"));
        yield new S3Response(204, "");
      }
      default -> {
        Deque<Version> versions = objects.get(key);
        String content = versions == null ? null : versions.getFirst().content();
        yield content == null
            ? S3Response.error(404, "NoSuchKey", "no such key")
            : new S3Response(200, content);
      }
    };
  }

  private void add(String key, @Nullable String content) {
    Deque<Version> versions = objects.computeIfAbsent(key, one -> new ArrayDeque<>());
    if (!isVersioned()) {
      versions.clear();
    }
    versions.addFirst(
        new Version(key, isVersioned() ? "v%08d".formatted(++made) : "null", content));
  }

  private boolean isVersioned() {
    String versioning = configurations.get("versioning");
    return versioning != null && versioning.contains(">Enabled<");
  }

  private void delete(String key, @Nullable String id) {
    Deque<Version> versions = objects.get(key);
    if (versions == null) {
      return;
    }
    if (id != null || !isVersioned()) {
      versions.removeIf(version -> id == null || version.id().equals(id));
    } else {
      add(key, null);
    }
    if (versions.isEmpty()) {
      objects.remove(key);
    }
  }

  private S3Response deleteAll(String body) {
    try {
      Element root =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
              .getDocumentElement();
      NodeList all = root.getElementsByTagName("Object");
      for (int i = 0; i < all.getLength(); i++) {
        Element object = (Element) all.item(i);
        NodeList version = object.getElementsByTagName("VersionId");
        delete(
            object.getElementsByTagName("Key").item(0).getTextContent(),
            version.getLength() == 0 ? null : version.item(0).getTextContent());
      }
      return new S3Response(200, "<DeleteResult></DeleteResult>");
    } catch (Exception e) {
      return S3Response.error(400, "MalformedXML", "not well-formed");
    }
  }

  private S3Response listObjects(Map<String, String> query) {
    List<Version> page = new ArrayList<>();
    String after = query.getOrDefault("continuation-token", "").replace("token:", "");
    List<Version> all =
        objects.values().stream()
            .map(Deque::getFirst)
            .filter(version -> version.content() != null)
            .filter(version -> version.key().startsWith(query.getOrDefault("prefix", "")))
            .filter(version -> after.isEmpty() || version.key().compareTo(hexDecoded(after)) > 0)
            .toList();
    page.addAll(all.subList(0, Math.min(pageSize, all.size())));
    StringBuilder xml = new StringBuilder("<ListBucketResult>");
    encoding(xml, query);
    page.forEach(version ->
        xml.append(
            "<Contents><Key>%s</Key><LastModified>%s</LastModified><Size>%d</Size><StorageClass>%s</StorageClass></Contents>"
                .formatted(
                    text(version.key(), query), TIME, length(version), storage(version.key()))));
    boolean more = page.size() < all.size();
    xml.append("<IsTruncated>" + more + "</IsTruncated>");
    if (more) {
      xml.append(
          "<NextContinuationToken>token:%s</NextContinuationToken>"
              .formatted(hexEncoded(page.getLast().key())));
    }
    return new S3Response(200, xml + "</ListBucketResult>");
  }

  /** The storage class of an object, which its key decides. */
  private static String storage(String key) {
    return key.equals("glacier") ? "GLACIER" : "STANDARD";
  }

  private static int length(Version version) {
    String content = version.content();
    return content == null ? 0 : content.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String hexEncoded(String text) {
    return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hexDecoded(String hex) {
    return new String(java.util.HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
  }

  private S3Response listVersions(Map<String, String> query) {
    String key = query.getOrDefault("key-marker", "");
    String id = query.getOrDefault("version-id-marker", "");
    List<Version> all =
        objects.values().stream()
            .flatMap(Deque::stream)
            .filter(version -> version.key().startsWith(query.getOrDefault("prefix", "")))
            .filter(version ->
                key.isEmpty()
                    || version.key().compareTo(key) > 0
                    || (version.key().equals(key) && version.id().compareTo(id) < 0))
            .toList();
    List<Version> page = all.subList(0, Math.min(pageSize, all.size()));
    StringBuilder xml = new StringBuilder("<ListVersionsResult>");
    encoding(xml, query);
    for (Version version : page) {
      String element = version.content() == null ? "DeleteMarker" : "Version";
      xml.append(
          "<%s><Key>%s</Key><VersionId>%s</VersionId></%s>"
              .formatted(element, text(version.key(), query), version.id(), element));
    }
    boolean more = page.size() < all.size();
    xml.append("<IsTruncated>" + more + "</IsTruncated>");
    if (more) {
      xml.append(
          "<NextKeyMarker>%s</NextKeyMarker><NextVersionIdMarker>%s</NextVersionIdMarker>"
              .formatted(text(page.getLast().key(), query), page.getLast().id()));
    }
    return new S3Response(200, xml + "</ListVersionsResult>");
  }

  private S3Response listUploads(Map<String, String> query) {
    String after = query.getOrDefault("upload-id-marker", "");
    List<Map.Entry<String, String>> all =
        uploads.entrySet().stream()
            .filter(upload -> upload.getValue().startsWith(query.getOrDefault("prefix", "")))
            .filter(upload -> upload.getKey().compareTo(after) > 0)
            .toList();
    List<Map.Entry<String, String>> page = all.subList(0, Math.min(pageSize, all.size()));
    StringBuilder xml = new StringBuilder("<ListMultipartUploadsResult>");
    encoding(xml, query);
    page.forEach(upload ->
        xml.append(
            "<Upload><Key>%s</Key><UploadId>%s</UploadId></Upload>"
                .formatted(text(upload.getValue(), query), upload.getKey())));
    boolean more = page.size() < all.size();
    xml.append("<IsTruncated>" + more + "</IsTruncated>");
    if (more) {
      xml.append(
          "<NextKeyMarker>%s</NextKeyMarker><NextUploadIdMarker>%s</NextUploadIdMarker>"
              .formatted(text(page.getLast().getValue(), query), page.getLast().getKey()));
    }
    return new S3Response(200, xml + "</ListMultipartUploadsResult>");
  }

  private static void encoding(StringBuilder xml, Map<String, String> query) {
    if (query.containsKey("encoding-type")) {
      xml.append("<EncodingType>url</EncodingType>");
    }
  }

  /**
   * Writes a key as AWS does. Without the encoding a control character becomes a reference that no
   * parser takes.
   */
  private static String text(String key, Map<String, String> query) {
    if (query.containsKey("encoding-type")) {
      return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
    }
    StringBuilder xml = new StringBuilder();
    key.codePoints()
        .forEach(one -> {
          if (one < 0x20 || one > 0xd7ff || "&<>".indexOf(one) >= 0) {
            xml.append("&#x").append(Integer.toHexString(one)).append(';');
          } else {
            xml.appendCodePoint(one);
          }
        });
    return xml.toString();
  }
}
