-- docs: make
CREATE ROLE images_generate LOGIN PASSWORD 'choose one';
CREATE DATABASE images_generate OWNER images_generate;
-- docs: look
SELECT element_instance_key, state, provider, worker, started_at, ends_at, task
  FROM images_generate_purchases ORDER BY started_at DESC;
-- docs: forget
DELETE FROM images_generate_purchases
  WHERE element_instance_key = 2251799813685250 AND attempt = '5d0c1f0a-8f3e-4b1c-9a57-2f6d3c1e7b40';
-- docs: end
