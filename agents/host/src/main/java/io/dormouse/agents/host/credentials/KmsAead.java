package io.dormouse.agents.host.credentials;

import com.google.crypto.tink.Aead;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * Encrypts and decrypts up to 4,096 bytes inside AWS KMS. Associated data stands in the encryption
 * context as {@code associatedData}, in hexadecimal, as with Tink's own tools.
 */
final class KmsAead implements Aead {

  private final KmsClient kms;
  private final String key;

  /**
   * @param key id, alias or ARN
   */
  KmsAead(KmsClient kms, String key) {
    this.kms = kms;
    this.key = key;
  }

  @Override
  public byte[] encrypt(byte[] plaintext, byte[] associatedData) throws GeneralSecurityException {
    try {
      return kms.encrypt(request ->
              request
                  .keyId(key)
                  .plaintext(SdkBytes.fromByteArray(plaintext))
                  .encryptionContext(context(associatedData)))
          .ciphertextBlob()
          .asByteArray();
    } catch (SdkException e) {
      throw new GeneralSecurityException("AWS KMS could not encrypt: " + e.getMessage(), e);
    }
  }

  @Override
  public byte[] decrypt(byte[] ciphertext, byte[] associatedData) throws GeneralSecurityException {
    try {
      return kms.decrypt(request ->
              request
                  .keyId(key)
                  .ciphertextBlob(SdkBytes.fromByteArray(ciphertext))
                  .encryptionContext(context(associatedData)))
          .plaintext()
          .asByteArray();
    } catch (SdkException e) {
      throw new GeneralSecurityException("AWS KMS could not decrypt: " + e.getMessage(), e);
    }
  }

  private static Map<String, String> context(byte[] associatedData) {
    return associatedData.length == 0
        ? Map.of()
        : Map.of("associatedData", HexFormat.of().formatHex(associatedData));
  }
}
