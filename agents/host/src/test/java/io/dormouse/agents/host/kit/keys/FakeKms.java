package io.dormouse.agents.host.kit.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts and decrypts over the protocol of AWS KMS, with a key per id. The encryption context is
 * authenticated. Calls must be signed, but signatures are not verified.
 */
public final class FakeKms implements AutoCloseable {

  private static final int NONCE = 12;

  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, SecretKey> keys = new ConcurrentHashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  public FakeKms() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Operation, key and region of every call. */
  public List<String> calls() {
    return calls;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String signature = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
      String operation =
          String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
              .replace("TrentService.", "");
      JsonNode request = json.readTree(exchange.getRequestBody());
      if (signature.startsWith("AWS4-HMAC-SHA256 ")) {
        String region = signature.split("/", -1)[2];
        calls.add(operation + " " + request.path("KeyId").asText() + " " + region);
        answer(exchange, operation, request);
      } else {
        send(exchange, 400, Map.of("__type", "MissingAuthenticationTokenException"));
      }
    }
  }

  private void answer(HttpExchange exchange, String operation, JsonNode request)
      throws IOException {
    String key = request.path("KeyId").asText();
    try {
      send(
          exchange,
          200,
          operation.equals("Encrypt") ? encrypt(key, request) : decrypt(key, request));
    } catch (AEADBadTagException e) {
      send(exchange, 400, Map.of("__type", "InvalidCiphertextException", "message", "not mine"));
    } catch (GeneralSecurityException e) {
      send(exchange, 500, Map.of("__type", "KMSInternalException"));
    }
  }

  private Map<String, String> encrypt(String key, JsonNode request)
      throws GeneralSecurityException, IOException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, key(key));
    cipher.updateAAD(context(request));
    byte[] sealed = cipher.doFinal(request.path("Plaintext").binaryValue());
    byte[] whole = Arrays.copyOf(cipher.getIV(), NONCE + sealed.length);
    System.arraycopy(sealed, 0, whole, NONCE, sealed.length);
    return Map.of("KeyId", key, "CiphertextBlob", Base64.getEncoder().encodeToString(whole));
  }

  private Map<String, String> decrypt(String key, JsonNode request)
      throws GeneralSecurityException, IOException {
    byte[] whole = request.path("CiphertextBlob").binaryValue();
    if (whole.length < NONCE) {
      throw new AEADBadTagException();
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.DECRYPT_MODE, key(key), new GCMParameterSpec(128, whole, 0, NONCE));
    cipher.updateAAD(context(request));
    byte[] opened = cipher.doFinal(whole, NONCE, whole.length - NONCE);
    return Map.of("KeyId", key, "Plaintext", Base64.getEncoder().encodeToString(opened));
  }

  private static byte[] context(JsonNode request) {
    return request.path("EncryptionContext").toString().getBytes(StandardCharsets.UTF_8);
  }

  private SecretKey key(String id) {
    return keys.computeIfAbsent(
        id,
        some -> {
          try {
            return KeyGenerator.getInstance("AES").generateKey();
          } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void send(HttpExchange exchange, int status, Map<String, String> body)
      throws IOException {
    byte[] bytes = json.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
