import test from 'node:test';
import assert from 'node:assert/strict';
import { awsPlace, signForAws } from '../../src/core/exchange/awsSignature';
import { lookupHeader } from '../../src/core/exchange/headerFields';
import type { HeaderPair } from '../../src/core/request/resolvedRequest';
import { nodeHashes } from '../../src/transport/nodeHashes';
import { buildRequest } from '../support/exchanges';

const scheme = {
  kind: 'aws',
  accessKey: 'AKIDEXAMPLE',
  secretKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: undefined,
  region: 'us-east-1',
  service: 'service',
} as const;

interface Signed {
  readonly method?: string;
  readonly headers?: readonly HeaderPair[];
  readonly body?: string;
  readonly scheme?: Partial<Record<'region' | 'service' | 'sessionToken', string>>;
}

/** One case of the published test suite: its target, the signature it gives, and which fields are signed. */
async function check(target: string, signature: string, parts: Signed = {}, names = 'host;x-amz-date'): Promise<void> {
  const { scheme: change, headers = [], ...rest } = parts;
  const request = buildRequest({ ...rest, headers: [['Host', 'example.amazonaws.com'], ...headers] });
  const place = { target, time: Date.UTC(2015, 7, 30, 12, 36, 0) };
  const signed = await signForAws(nodeHashes, { ...scheme, ...change }, request, place);
  const value = lookupHeader(signed.headers, 'authorization') ?? '';
  assert.match(value, /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20150830\/us-east-1\/\w+\/aws4_request, /);
  assert.equal(/SignedHeaders=([^,]*)/.exec(value)?.[1], names);
  assert.equal(/Signature=(\w+)$/.exec(value)?.[1], signature, target);
  assert.equal(lookupHeader(signed.headers, 'x-amz-date'), '20150830T123600Z');
}

const vanilla = '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31';

test('the published test suite', async () => {
  await check('/', vanilla);
  await check('/example/..', vanilla);
  await check('/./', vanilla);
  await check('//', vanilla);
  await check('/?', vanilla);
  await check('/\u1234', '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85');
  await check('/?Param2=value2&Param1=value1', 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500');
  await check('/', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b', { method: 'POST' });
  await check(
    '/',
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    {
      method: 'POST',
      headers: [['Content-Type', 'application/x-www-form-urlencoded']],
      body: 'Param1=value1',
    },
    'content-type;host;x-amz-date',
  );
});

test('the worked example of the documentation', async () => {
  const request = buildRequest({
    headers: [
      ['Host', 'iam.amazonaws.com'],
      ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8'],
    ],
  });
  const place = { target: '/?Action=ListUsers&Version=2010-05-08', time: Date.UTC(2015, 7, 30, 12, 36, 0) };
  const signed = await signForAws(nodeHashes, { ...scheme, service: 'iam' }, request, place);
  assert.match(
    lookupHeader(signed.headers, 'authorization') ?? '',
    /Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7$/,
  );
});

test('region and service come from the host where they are not written', () => {
  const place = (host: string) =>
    Object.values(awsPlace({ ...scheme, region: undefined, service: undefined }, host)).join(' ');
  assert.equal(place('sts.eu-west-1.amazonaws.com'), 'eu-west-1 sts');
  assert.equal(place('abc123.execute-api.us-gov-west-1.amazonaws.com:443'), 'us-gov-west-1 execute-api');
  assert.equal(place('iam.amazonaws.com'), 'us-east-1 iam');
  assert.equal(place('bucket.s3.dualstack.ap-southeast-2.amazonaws.com'), 'ap-southeast-2 s3');
  assert.equal(place('cognito-idp.cn-north-1.amazonaws.com.cn'), 'cn-north-1 cognito-idp');
  assert.equal(place('api.example.com'), 'us-east-1 execute-api');
  assert.deepEqual(awsPlace(scheme, 'sts.eu-west-1.amazonaws.com'), { region: 'us-east-1', service: 'service' });
});

test('a session token and the content of S3 are signed with the rest', async () => {
  const request = buildRequest({
    headers: [
      ['Host', 'b.s3.amazonaws.com'],
      ['Authorization', 'old'],
      ['x-amz-date', 'old'],
    ],
  });
  const signed = await signForAws(nodeHashes, { ...scheme, service: 's3', sessionToken: 'tok/en' }, request, {
    target: '/a%20b//../c',
    time: 0,
  });
  assert.deepEqual(
    signed.headers.map(([name]) => name),
    ['Host', 'X-Amz-Date', 'X-Amz-Content-Sha256', 'X-Amz-Security-Token', 'Authorization'],
  );
  assert.match(
    lookupHeader(signed.headers, 'authorization') ?? '',
    /SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,/,
  );
});
