package io.dormouse.language.blueprint;

/** Protocols that an application speaks at its port. */
public enum Protocol {
  HTTP1,
  /** HTTP/2 without TLS and from the first byte on, as gRPC servers speak it. */
  HTTP2
}
