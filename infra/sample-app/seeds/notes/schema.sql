-- Welcome documents of a new instance: their bytes are the objects beside this file.
-- Run once, as the owner of the schema, with the schema as search path. The table is the one that the
-- app would create.
create table documents (
  instance text not null,
  name text not null,
  size bigint not null,
  sha256 text not null,
  content_type text not null,
  created_at timestamptz not null,
  object_key text not null,
  primary key (instance, name));

insert into documents (instance, name, size, sha256, content_type, created_at, object_key)
select current_setting('dormouse.instance'), name, size, sha256, content_type, now(), object_key
from (values
  ('Dormouse.svg', 812,
   'cef4b93a414da8a537e55976e29b84ee339af6f5ef49ede4709918e5ce633325',
   'image/svg+xml', 'dormouse.svg'),
  ('First steps.txt', 396,
   'f59dfe7fdf41c4eea6f01b8e5314b34e75811531739f56e7c171c41772e700c8',
   'text/plain; charset=utf-8', 'first-steps.txt'),
  ('Welcome.md', 425,
   '872245fff75aad45c4a03e85f647b9893a356099c788bafe4d75d10812387eed',
   'text/markdown; charset=utf-8', 'welcome.md'))
  as seed (name, size, sha256, content_type, object_key);
