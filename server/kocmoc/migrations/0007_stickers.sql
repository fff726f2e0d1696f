-- Packs of stickers, and who has which.
select;
