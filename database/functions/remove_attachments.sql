-- Removes files that are kept no longer.
create or replace function remove_attachments(ids text[]) returns void language sql as $$
  delete from attachments where attachment_id = any(ids);
$$;
