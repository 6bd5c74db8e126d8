import { type BaseBlock, Constructed, fromBER, ObjectIdentifier, OctetString } from 'asn1js';

const signedDataType = '1.2.840.113549.1.7.2';

/**
 * What is inside of an opaque S/MIME signature (RFC 8551 §3.5.2): the message that was signed. Nothing is
 * verified here.
 * @param cms its bytes, DER or BER (RFC 5652 §5)
 * @returns null where it is no signature, or what it signs is not in it
 */
export function signedContent(cms: Uint8Array<ArrayBuffer>): Buffer<ArrayBuffer> | null {
  try {
    const [type, content] = membersOf(fromBER(cms).result);
    if (!(type instanceof ObjectIdentifier) || type.getValue() !== signedDataType) return null;
    const [, , signed] = membersOf(membersOf(content)[0]);
    const [octets] = membersOf(membersOf(signed)[1]);
    // Programs that write as they sign give it in pieces, which this joins.
    return octets instanceof OctetString ? Buffer.from(octets.getValue()) : null;
  } catch {
    return null;
  }
}

function membersOf(block: BaseBlock | undefined): BaseBlock[] {
  return block instanceof Constructed ? block.valueBlock.value : [];
}
