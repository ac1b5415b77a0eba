/**
 * A scheme whose field can only be worked out while the request is sent. It was written for one origin, and whoever
 * sends keeps it from every other.
 */
export type Authentication = AuthenticationScheme & { readonly origin: string };

/** As written, before the origin is known. */
export type AuthenticationScheme = DigestScheme | AwsScheme;

/** RFC 7616: the server asks with 401, and the request goes out a second time with the answer. */
export interface DigestScheme {
  readonly kind: 'digest';
  readonly user: string;
  readonly password: string;
}

/** Signature Version 4. Region and service are read from the host where they are not written. */
export interface AwsScheme {
  readonly kind: 'aws';
  readonly accessKey: string;
  readonly secretKey: string;
  readonly sessionToken: string | undefined;
  readonly region: string | undefined;
  readonly service: string | undefined;
}
