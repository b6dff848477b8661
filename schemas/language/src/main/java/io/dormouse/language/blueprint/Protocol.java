package io.dormouse.language.blueprint;

/** Protocols that an application speaks at its port. */
public enum Protocol {
  HTTP1,
  /** Without TLS and from the first byte on, as gRPC servers do. */
  HTTP2
}
