-- A priority is a word of its process; sorted by how urgent it is there, 1 for the most urgent.
alter table tickets add column priority_rank smallint;
update tickets set priority_rank = case priority when 'p1' then 1 when 'p2' then 2 when 'p3' then 3 else 4 end;
alter table tickets alter column priority_rank set not null;
alter table problems add column priority_rank smallint;
update problems set priority_rank = case priority when 'p1' then 1 when 'p2' then 2 when 'p3' then 3 else 4 end;
alter table problems alter column priority_rank set not null;
