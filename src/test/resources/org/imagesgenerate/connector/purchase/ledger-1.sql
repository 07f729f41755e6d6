-- A ledger with schema 1, written by the connector before it had a schema version: a row in each state.
-- {part n} are the bytes of an image, which the databases write differently.

CREATE TABLE IF NOT EXISTS images_generate_purchases (
  element_instance_key BIGINT NOT NULL,
  request VARCHAR(64) NOT NULL,
  attempt VARCHAR(36) NOT NULL,
  provider VARCHAR(40) NOT NULL,
  worker VARCHAR(200) NOT NULL,
  state VARCHAR(10) NOT NULL,
  started_at TIMESTAMP WITH TIME ZONE NOT NULL,
  ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
  task TEXT,
  result TEXT,
  PRIMARY KEY (element_instance_key, request));

CREATE TABLE IF NOT EXISTS images_generate_bytes (
  element_instance_key BIGINT NOT NULL,
  request VARCHAR(64) NOT NULL,
  image INTEGER NOT NULL,
  part INTEGER NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (element_instance_key, request, image, part),
  FOREIGN KEY (element_instance_key, request)
    REFERENCES images_generate_purchases (element_instance_key, request) ON DELETE CASCADE);

-- open: a worker is buying
INSERT INTO images_generate_purchases
  (element_instance_key, request, attempt, provider, worker, state, started_at, ends_at, task, result) VALUES (
  1, 'acdd2cd719a8cdfc12f38fae1918e85c0185632590b6aa4bd0c75f6fdde529fc',
  'd4cc3ff0-6a71-483c-a6db-b7ef885f3edb', 'openai', 'worker/19969/4c27083f', 'OPEN',
  CURRENT_TIMESTAMP - INTERVAL '1' HOUR, CURRENT_TIMESTAMP + INTERVAL '1' HOUR, NULL, NULL);

-- open: the worker was killed while it was buying
INSERT INTO images_generate_purchases
  (element_instance_key, request, attempt, provider, worker, state, started_at, ends_at, task, result) VALUES (
  2, 'acdd2cd719a8cdfc12f38fae1918e85c0185632590b6aa4bd0c75f6fdde529fc',
  'aed9ee2d-2694-43ff-8ae2-378358c5a434', 'openai', 'worker/19969/de744ba2', 'OPEN',
  CURRENT_TIMESTAMP - INTERVAL '2' HOUR, CURRENT_TIMESTAMP - INTERVAL '1' HOUR, NULL, NULL);

-- bought, with the bytes of the image
INSERT INTO images_generate_purchases
  (element_instance_key, request, attempt, provider, worker, state, started_at, ends_at, task, result) VALUES (
  3, 'acdd2cd719a8cdfc12f38fae1918e85c0185632590b6aa4bd0c75f6fdde529fc',
  '5026cfe5-7314-493a-94c7-8fec51779a39', 'openai', 'worker/19969/c00964cd', 'BOUGHT',
  CURRENT_TIMESTAMP - INTERVAL '2' HOUR, CURRENT_TIMESTAMP - INTERVAL '1' HOUR, NULL,
  '{"images":[{"bytes":300000}],"createdAt":"2026-11-27T03:53:42.279372110Z","providerMillis":753,"requestId":"req_00000000000000000000000000000001","usage":{"inputTokens":6,"outputTokens":1056,"totalTokens":1062,"inputTokensDetails":{"textTokens":6,"imageTokens":0},"outputTokensDetails":{"textTokens":0,"imageTokens":1056}},"settings":{"size":"1024x1024","quality":"medium","background":"opaque","outputFormat":"png"},"warnings":[]}');
INSERT INTO images_generate_bytes (element_instance_key, request, image, part, bytes) VALUES (
  3, 'acdd2cd719a8cdfc12f38fae1918e85c0185632590b6aa4bd0c75f6fdde529fc', 0, 0, {part 0});
INSERT INTO images_generate_bytes (element_instance_key, request, image, part, bytes) VALUES (
  3, 'acdd2cd719a8cdfc12f38fae1918e85c0185632590b6aa4bd0c75f6fdde529fc', 0, 1, {part 1});

-- bought, and delivered as a document
INSERT INTO images_generate_purchases
  (element_instance_key, request, attempt, provider, worker, state, started_at, ends_at, task, result) VALUES (
  4, 'acdd2cd719a8cdfc12f38fae1918e85c0185632590b6aa4bd0c75f6fdde529fc',
  '410e2dba-7849-49fb-b2f6-6243e5cdad47', 'openai', 'worker/19969/066d0e7a', 'BOUGHT',
  CURRENT_TIMESTAMP - INTERVAL '2' HOUR, CURRENT_TIMESTAMP - INTERVAL '1' HOUR, NULL,
  '{"images":[{"document":{"storeId":"memory","documentId":"document-4","contentHash":"hash","metadata":{"contentType":"image/png","fileName":"image.png"},"camunda.document.type":"camunda"},"size":186232,"sha256":"ecfdca4e4af4305c531d303827319ec8f97c3f12b8499d16f1d4c3896cdbd1bf","facts":{"mimeType":"image/png","extension":"png","width":1024,"height":1024,"hazards":[]}}],"createdAt":"2026-11-27T03:53:42.339716322Z","providerMillis":10,"requestId":"req_00000000000000000000000000000002","usage":{"inputTokens":6,"outputTokens":1056,"totalTokens":1062,"inputTokensDetails":{"textTokens":6,"imageTokens":0},"outputTokensDetails":{"textTokens":0,"imageTokens":1056}},"settings":{"size":"1024x1024","quality":"medium","background":"opaque","outputFormat":"png"},"warnings":[]}');

-- failed
INSERT INTO images_generate_purchases
  (element_instance_key, request, attempt, provider, worker, state, started_at, ends_at, task, result) VALUES (
  5, 'acdd2cd719a8cdfc12f38fae1918e85c0185632590b6aa4bd0c75f6fdde529fc',
  '30371e0d-ecaf-4792-ad51-dac69da21027', 'openai', 'worker/19969/862c80e0', 'FAILED',
  CURRENT_TIMESTAMP - INTERVAL '2' HOUR, CURRENT_TIMESTAMP - INTERVAL '1' HOUR, NULL,
  '{"code":"OUTCOME_UNKNOWN","message":"OpenAI did not answer: the request was sent to 127.0.0.1:46461, but there is no complete response: The target server failed to respond. You may have been billed: check the usage page, then add a retry.","purchase":"UNKNOWN","variables":{"requestId":"req_5"}}');

-- released: the attempt is over, and the next one continues with its task
INSERT INTO images_generate_purchases
  (element_instance_key, request, attempt, provider, worker, state, started_at, ends_at, task, result) VALUES (
  6, '8758dd48c13c1aba7ab115f02686ae6d8b0d951d7a5505ea076c5cb4b159fae7',
  'b38e93b2-252f-4a52-8e73-5a6cc74ae3e1', 'wavespeed', 'worker/19969/2e5365dd', 'OPEN',
  CURRENT_TIMESTAMP - INTERVAL '2' HOUR, CURRENT_TIMESTAMP - INTERVAL '1' HOUR,
  '{"provider":"wavespeed","model":"gpt-image-2","ids":["task-of-6"],"images":1,"elementInstanceKey":6,"request":"8758dd48c13c1aba7ab115f02686ae6d8b0d951d7a5505ea076c5cb4b159fae7"}', NULL);
