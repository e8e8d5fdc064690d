"""Every statement for the register's file, compiled beforehand. Written by `make statements`, not by hand.

Under the words of its definition (`compiled.key_of`): the SQL, whether it writes, the names of its values in their
order with what converts them (or None and a value that is always the same), and what converts which columns.
"""

from typing import Any

STATEMENTS: dict[str, tuple[Any, ...]] = {
    # journal._INSERT
    '502c053ddefc91e6232613bc': ('INSERT INTO journal (seq, at, offset_minutes, kind, register_id, person_id, approver_id, '
     'subject_id, body, previous_mac, mac) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
     True,
     (('seq', None),
      ('at', 'moment'),
      ('offset_minutes', None),
      ('kind', None),
      ('register_id', 'id'),
      ('person_id', 'id'),
      ('approver_id', 'id'),
      ('subject_id', 'id'),
      ('body', None),
      ('previous_mac', None),
      ('mac', None)),
     ()),
    # journal._RECENT
    'da0f0d537bd05f9c3c5481a4': ('SELECT journal.mac \nFROM journal ORDER BY journal.seq DESC\n LIMIT ? OFFSET ?',
     False,
     ((None, 1000), (None, 0)),
     ()),
    # journal._HEAD
    '4210ed97ccc8a9e3d828daa4': ('SELECT journal.seq, journal.mac, journal.at \n'
     'FROM journal ORDER BY journal.seq DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     ((None, 1), (None, 0)),
     ((2, 'moment'),)),
    # journal._AFTER
    'd99b777e2f594245d1039410': ('SELECT journal.seq, journal.at, journal.offset_minutes, journal.kind, journal.register_id, '
     'journal.person_id, journal.approver_id, journal.subject_id, journal.body, journal.previous_mac, '
     'journal.mac \n'
     'FROM journal \n'
     'WHERE journal.seq > ? ORDER BY journal.seq\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('after', None), ('rows', None), (None, 0)),
     ((1, 'moment'), (4, 'id'), (5, 'id'), (6, 'id'), (7, 'id'))),
    # journal_anchor._NUMBERS
    'c4bde141964ef6497d25e7d1': ('SELECT register.id, register.next_receipt, register.next_ticket, register.next_shift \n'
     'FROM register',
     False,
     (),
     ((0, 'id'),)),
    # print_backlog._WAITING
    'd8457dacb5ff400dab641a10': ('SELECT count(*) AS count_1, min(print_job.created_at) AS min_1 \n'
     'FROM print_job \n'
     'WHERE print_job.device_id = ? AND (print_job.state = ? OR print_job.state = ?) AND '
     'print_job.created_at <= ? AND (print_job.attempts > ? OR print_job.not_before_at <= ?)',
     False,
     (('for_device', 'id'),
      (None, 'queued'),
      (None, 'unsure'),
      ('before', 'moment'),
      (None, 0),
      ('before', 'moment')),
     ((1, 'moment'),)),
    # print_backlog._FAILED
    '509a5a7004ea0597295c9d73': ('SELECT count(*) AS count_1 \n'
     'FROM print_job \n'
     'WHERE print_job.device_id = ? AND print_job.state = ? AND print_job.kind != ?',
     False,
     (('for_device', 'id'), (None, 'failed'), (None, 'drawer')),
     ()),
    # print_backlog._LAST
    'd78982809cfbae4cf67e3878': ('SELECT print_job.state, print_job.last_error \n'
     'FROM print_job \n'
     'WHERE print_job.device_id = ? AND (print_job.state = ? OR print_job.state = ? OR print_job.state '
     '= ?) ORDER BY print_job.seq DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('for_device', 'id'), (None, 'printed'), (None, 'sent'), (None, 'failed'), (None, 1), (None, 0)),
     ()),
    # print_queue.NEXT
    '291ff484c2199736bc4d1bb6': ('SELECT print_job.seq, print_job.id, print_job.kind, print_job.document AS document, '
     'print_job.order_id, print_job.attempts, print_job.created_at, print_job.state \n'
     'FROM print_job \n'
     'WHERE print_job.device_id = ? AND (print_job.state = ? OR print_job.state = ?) AND '
     '(print_job.not_before_at <= ? OR print_job.created_at > ?) ORDER BY CASE WHEN (print_job.kind = '
     '?) THEN ? ELSE ? END, print_job.created_at, print_job.seq\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('for_device', 'id'),
      (None, 'queued'),
      (None, 'unsure'),
      ('now', 'moment'),
      ('soon', 'moment'),
      (None, 'drawer'),
      (None, 0),
      (None, 1),
      (None, 1),
      (None, 0)),
     ((1, 'id'), (4, 'id'), (6, 'moment'))),
    # print_queue.NEXT_OF_KIND
    '18e6314f9197954e43f1fb1e': ('SELECT print_job.seq, print_job.id, print_job.kind, print_job.document AS document, '
     'print_job.order_id, print_job.attempts, print_job.created_at, print_job.state \n'
     'FROM print_job \n'
     'WHERE print_job.device_id = ? AND (print_job.state = ? OR print_job.state = ?) AND '
     '(print_job.not_before_at <= ? OR print_job.created_at > ?) AND print_job.kind = ? ORDER BY CASE '
     'WHEN (print_job.kind = ?) THEN ? ELSE ? END, print_job.created_at, print_job.seq\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('for_device', 'id'),
      (None, 'queued'),
      (None, 'unsure'),
      ('now', 'moment'),
      ('soon', 'moment'),
      ('only', None),
      (None, 'drawer'),
      (None, 0),
      (None, 1),
      (None, 1),
      (None, 0)),
     ((1, 'id'), (4, 'id'), (6, 'moment'))),
    # print_queue.ANY_DUE
    '35ba9ae7b3a9f5ebee9fc419': ('SELECT print_job.seq \n'
     'FROM print_job \n'
     'WHERE print_job.device_id = ? AND (print_job.state = ? OR print_job.state = ?) AND '
     '(print_job.not_before_at <= ? OR print_job.created_at > ?)\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('for_device', 'id'),
      (None, 'queued'),
      (None, 'unsure'),
      ('now', 'moment'),
      ('soon', 'moment'),
      (None, 1),
      (None, 0)),
     ()),
    # print_queue._EXPIRE
    'b842460615b2c2318f30f74a': ('UPDATE print_job SET state=?, last_error=?, finished_at=? WHERE print_job.device_id = ? AND '
     '(print_job.state = ? OR print_job.state = ?) AND (print_job.expires_at <= ? OR '
     'print_job.expires_at IS NOT NULL AND print_job.created_at > ?) AND print_job.kind != ?',
     True,
     ((None, 'failed'),
      (None, 'stopped'),
      ('now', 'moment'),
      ('for_device', 'id'),
      (None, 'queued'),
      (None, 'unsure'),
      ('now', 'moment'),
      ('soon', 'moment'),
      (None, 'drawer')),
     ()),
    # print_queue._CLAIM
    '86930c7720d5c757174cbaff': ('UPDATE print_job SET state=?, attempts=(print_job.attempts + ?) WHERE print_job.seq = ?',
     True,
     ((None, 'printing'), (None, 1), ('job', None)),
     ()),
    # print_queue._FINISH
    'a5a1da55d08a8193d5ff0db3': ('UPDATE print_job SET state=?, last_error=?, finished_at=? WHERE print_job.id = ?',
     True,
     (('state', None), ('last_error', None), ('now', 'moment'), ('job_id', 'id')),
     ()),
    # print_queue._FORGET_CODE
    '91222634c473249341cf6574': ('UPDATE print_job SET document=NULL WHERE print_job.id = ? AND print_job.kind = ?',
     True,
     (('job_id', 'id'), (None, 'value_slip')),
     ()),
    # print_queue._PUT_BACK
    '2958f6304a0641794ba6f3f0': ('UPDATE print_job SET state=?, not_before_at=?, last_error=? WHERE print_job.id = ?',
     True,
     (('state', None), ('not_before_at', 'moment'), ('last_error', None), ('job_id', 'id')),
     ()),
    # print_queue._MOVE
    'a92eb4d25ba6b41ef171ba34': ('UPDATE print_job SET device_id=?, not_before_at=? WHERE print_job.id = ? AND (print_job.state = '
     '? OR print_job.state = ?)',
     True,
     (('device_id', 'id'), ('now', 'moment'), ('job_id', 'id'), (None, 'queued'), (None, 'unsure')),
     ()),
    # print_queue._THERE
    'c82a82d8f8e1714eac9e74b4': ('SELECT print_job.seq \nFROM print_job \nWHERE print_job.id = ?', False, (('job_id', 'id'),), ()),
    # print_queue._RECOVER_DRAWERS
    'd09bc14e69742de04129d442': ('UPDATE print_job SET state=?, last_error=?, finished_at=? WHERE print_job.device_id = ? AND '
     'print_job.state = ? AND print_job.kind = ?',
     True,
     ((None, 'failed'),
      (None, 'not_opened'),
      ('now', 'moment'),
      ('for_device', 'id'),
      (None, 'printing'),
      (None, 'drawer')),
     ()),
    # print_queue._RECOVER_PAPERS
    '664ea36cdc7e417e2015a409': ('UPDATE print_job SET state=?, not_before_at=? WHERE print_job.device_id = ? AND print_job.state '
     '= ? AND print_job.kind != ?',
     True,
     ((None, 'unsure'), ('now', 'moment'), ('for_device', 'id'), (None, 'printing'), (None, 'drawer')),
     ()),
    # print_queue.COUNTS
    '3746c0a92d3cc91ea4dd3210': ('SELECT print_job.state, count(*) AS count_1 \n'
     'FROM print_job \n'
     'WHERE print_job.device_id = ? AND (print_job.kind != ? OR print_job.state != ?) GROUP BY '
     'print_job.state',
     False,
     (('for_device', 'id'), (None, 'drawer'), (None, 'failed')),
     ()),
    # repositories.catalogue.BY_CODE
    '02303d4cd56d7e8c1a8c5526': ('SELECT variant."row", variant.id, variant.product_id, variant.name, variant.price_minor, '
     'product.weighed, product.unit, product.tax_class_id, variant.track_stock, product.least_age \n'
     'FROM variant JOIN product ON product.id = variant.product_id JOIN barcode ON barcode.variant_row '
     '= variant."row" \n'
     'WHERE variant.active = 1 AND product.active = 1 AND barcode.code = ?',
     False,
     (('code', None),),
     ((1, 'id'), (2, 'id'), (5, 'truth'), (7, 'id'), (8, 'truth'))),
    # repositories.catalogue.BY_PLU
    '63330ea39f50b2794a3965c8': ('SELECT variant."row", variant.id, variant.product_id, variant.name, variant.price_minor, '
     'product.weighed, product.unit, product.tax_class_id, variant.track_stock, product.least_age \n'
     'FROM variant JOIN product ON product.id = variant.product_id \n'
     'WHERE variant.active = 1 AND product.active = 1 AND variant.plu = ?',
     False,
     (('plu', None),),
     ((1, 'id'), (2, 'id'), (5, 'truth'), (7, 'id'), (8, 'truth'))),
    # repositories.catalogue.BY_SKU
    '84bff333beaf4e554daf81ea': ('SELECT variant."row", variant.id, variant.product_id, variant.name, variant.price_minor, '
     'product.weighed, product.unit, product.tax_class_id, variant.track_stock, product.least_age \n'
     'FROM variant JOIN product ON product.id = variant.product_id \n'
     'WHERE variant.active = 1 AND product.active = 1 AND variant.sku = ? ORDER BY variant."row"\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('sku', None), (None, 1), (None, 0)),
     ((1, 'id'), (2, 'id'), (5, 'truth'), (7, 'id'), (8, 'truth'))),
    # repositories.catalogue._SKU
    '532f5754f0102f8b3319c877': ('SELECT variant.sku \nFROM variant \nWHERE variant."row" = ?', False, (('row', None),), ()),
    # repositories.catalogue._BARCODE
    '1503663298b516909c531030': ('SELECT barcode.code \n'
     'FROM barcode \n'
     'WHERE barcode.variant_row = ? ORDER BY barcode.code\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('row', None), (None, 1), (None, 0)),
     ()),
    # repositories.catalogue.BY_ROW
    '3912aa9c1cb4ade10d997d48': ('SELECT variant."row", variant.id, variant.product_id, variant.name, variant.price_minor, '
     'product.weighed, product.unit, product.tax_class_id, variant.track_stock, product.least_age \n'
     'FROM variant JOIN product ON product.id = variant.product_id \n'
     'WHERE variant.active = 1 AND product.active = 1 AND variant."row" = ?',
     False,
     (('row', None),),
     ((1, 'id'), (2, 'id'), (5, 'truth'), (7, 'id'), (8, 'truth'))),
    # repositories.catalogue._PRODUCT
    '237b305f8481aa7b78995a48': ('SELECT variant.product_id, variant."row" \nFROM variant \nWHERE variant."row" = ?',
     False,
     (('row', None),),
     ((0, 'id'),)),
    # repositories.catalogue._CATEGORY_OF
    'e01742787f6ef54372a404ab': ('SELECT product.category_id \n'
     'FROM product JOIN variant ON variant.product_id = product.id \n'
     'WHERE variant."row" = ?',
     False,
     (('row', None),),
     ((0, 'id'),)),
    # repositories.catalogue._CHOICES
    'a5836c00f161a4ce421f7000': ('SELECT variant."row", variant.name, variant.option_values, variant.price_minor, '
     'variant.track_stock, coalesce(stock_level.on_hand_milli, ?) AS coalesce_1 \n'
     'FROM variant LEFT OUTER JOIN stock_level ON stock_level.variant_row = variant."row" AND '
     'stock_level.location_id = ? \n'
     'WHERE variant.product_id = ? AND variant.active = 1 ORDER BY variant.position, variant."row"',
     False,
     ((None, 0), ('location_id', 'id'), ('product_id', 'id')),
     ((2, 'json'), (4, 'truth'))),
    # repositories.catalogue._OPTIONS
    '54b31aba521b6162aad48598': ('SELECT product.id, product.options \nFROM product \nWHERE product.id = ?',
     False,
     (('product_id', 'id'),),
     ((0, 'id'), (1, 'json'))),
    # repositories.catalogue._CATEGORIES
    '20c7a1a6c4e42e6e4eda3e72': ('SELECT category.id, category.name, category.tint \n'
     'FROM category ORDER BY category.position, category.name, category.id',
     False,
     (),
     ((0, 'id'),)),
    # repositories.catalogue._PRODUCTS
    'b00386039143053927974ce7': ('SELECT count(*) AS count_1 \nFROM product', False, (), ()),
    # repositories.catalogue._OWNER
    '89e88bc2e1e2d091d741bebe': ('SELECT barcode.variant_row, variant.name, variant.active, product.active AS active_1 \n'
     'FROM barcode JOIN variant ON variant."row" = barcode.variant_row JOIN product ON product.id = '
     'variant.product_id \n'
     'WHERE barcode.code = ?',
     False,
     (('code', None),),
     ((2, 'truth'), (3, 'truth'))),
    # repositories.catalogue._ADD_CODE
    '565f92eca4ede2096efeb9ae': ('INSERT INTO barcode (code, variant_row) VALUES (?, ?) ON CONFLICT (code) DO UPDATE SET '
     'variant_row = excluded.variant_row',
     True,
     (('code', None), ('variant_row', None)),
     ()),
    # repositories.catalogue._SET_FAVOURITE
    'dd7e86e8c99913745ba59d63': ('UPDATE product SET favourite_position=? WHERE product.id = ?',
     True,
     (('favourite_position', None), ('product_id', 'id')),
     ()),
    # repositories.catalogue_edits._VARIANT
    '6bdf2ff338a93b24dd98b8aa': ('SELECT variant."row", variant.id, variant.product_id, variant.name, variant.option_values, '
     'coalesce(variant.sku, ?) AS coalesce_1, variant.price_minor, variant.compare_at_minor, '
     'variant.track_stock, variant.active \n'
     'FROM variant \n'
     'WHERE variant.id = ?',
     False,
     ((None, ''), ('variant_id', 'id')),
     ((1, 'id'), (2, 'id'), (4, 'json'), (8, 'truth'), (9, 'truth'))),
    # repositories.catalogue_edits._OF_PRODUCT
    '1b17cc86526721b8db9ab7a7': ('SELECT variant."row", variant.id, variant.product_id, variant.name, variant.option_values, '
     'coalesce(variant.sku, ?) AS coalesce_1, variant.price_minor, variant.compare_at_minor, '
     'variant.track_stock, variant.active \n'
     'FROM variant \n'
     'WHERE variant.product_id = ? ORDER BY variant.position, variant."row"',
     False,
     ((None, ''), ('product_id', 'id')),
     ((1, 'id'), (2, 'id'), (4, 'json'), (8, 'truth'), (9, 'truth'))),
    # repositories.catalogue_edits._CODES
    '5259e71946cfc5973515e4df': ('SELECT barcode.code \nFROM barcode \nWHERE barcode.variant_row = ?',
     False,
     (('variant_row', None),),
     ()),
    # repositories.catalogue_edits._OWNER
    'a9562bcf0b21118406d5151a': ('SELECT variant."row", variant.name \n'
     'FROM variant JOIN barcode ON barcode.variant_row = variant."row" JOIN product ON product.id = '
     'variant.product_id \n'
     'WHERE barcode.code = ? AND variant.active = 1 AND product.active = 1',
     False,
     (('code', None),),
     ()),
    # repositories.catalogue_edits._HOLDER
    'b7a249463d12fa870869d3e7': ('SELECT barcode.variant_row \nFROM barcode \nWHERE barcode.code = ?', False, (('code', None),), ()),
    # repositories.catalogue_edits._SAVE_VARIANT
    '74abcee29e0d5103ec2c9e6c': ('UPDATE variant SET name=?, option_values=?, sku=?, price_minor=?, compare_at_minor=?, '
     'track_stock=?, active=? WHERE variant."row" = ?',
     True,
     (('name', None),
      ('option_values', 'json'),
      ('sku', None),
      ('price_minor', None),
      ('compare_at_minor', None),
      ('track_stock', 'truth'),
      ('active', 'truth'),
      ('variant_row', None)),
     ()),
    # repositories.catalogue_edits._DROP_CODE
    '706e929036a8620be1092b55': ('DELETE FROM barcode WHERE barcode.code = ? AND barcode.variant_row = ?',
     True,
     (('code', None), ('variant_row', None)),
     ()),
    # repositories.catalogue_edits._PRODUCT
    'd7130d082a259f2218ccfffc': ('SELECT product.id, product.name, product.options, coalesce(product.vendor, ?) AS coalesce_1, '
     'coalesce(product.picture, ?) AS coalesce_3, product.active, product.extra \n'
     'FROM product \n'
     'WHERE product.id = ?',
     False,
     ((None, ''), (None, ''), ('product_id', 'id')),
     ((0, 'id'), (2, 'json'), (5, 'truth'), (6, 'json'))),
    # repositories.catalogue_edits._SAVE_PRODUCT
    'a18ed6bbd9f24331e211b518': ('UPDATE product SET name=?, picture=?, options=?, vendor=?, active=?, extra=? WHERE product.id = '
     '?',
     True,
     (('name', None),
      ('picture', None),
      ('options', 'json'),
      ('vendor', None),
      ('active', 'truth'),
      ('extra', 'json'),
      ('product_id', 'id')),
     ()),
    # repositories.catalogue_edits._NEW_PRODUCT
    '8ac0a63d7629fc5fe4aa08ea': ('INSERT INTO product (id, name, category_id, tax_class_id, weighed, unit, active) VALUES (?, ?, '
     '?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('name', None),
      ('category_id', 'id'),
      ('tax_class_id', 'id'),
      ('weighed', 'truth'),
      ('unit', None),
      ('active', 'truth')),
     ()),
    # repositories.catalogue_edits._NEW_VARIANT
    'd6cf78a2be15a8ab0376fe1d': ('INSERT INTO variant (id, product_id, name, price_minor, track_stock, position, active) VALUES '
     '(?, ?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('product_id', 'id'),
      ('name', None),
      ('price_minor', None),
      ('track_stock', 'truth'),
      ('position', None),
      ('active', 'truth')),
     ()),
    # repositories.connections._EVERY
    'e1deefa28cc8f1764f1803e6': ('SELECT platform_connection.id, platform_connection.platform, platform_connection.name, '
     'platform_connection.settings, platform_connection.mapping, platform_connection.shop, '
     'platform_connection.active, platform_connection.paused, platform_connection.trouble, '
     'platform_connection.sign_in, platform_connection.connected_at \n'
     'FROM platform_connection \n'
     'WHERE platform_connection.removed_at IS NULL ORDER BY platform_connection.connected_at, '
     'platform_connection.id',
     False,
     (),
     ((0, 'id'),
      (3, 'json'),
      (4, 'json'),
      (5, 'json'),
      (6, 'truth'),
      (7, 'truth'),
      (9, 'truth'),
      (10, 'moment'))),
    # repositories.connections._REMOVED
    'a29e506b0c679a8511ad6e0b': ('SELECT platform_connection.id, platform_connection.platform, platform_connection.name, '
     'platform_connection.settings, platform_connection.mapping, platform_connection.shop, '
     'platform_connection.active, platform_connection.paused, platform_connection.trouble, '
     'platform_connection.sign_in, platform_connection.connected_at \n'
     'FROM platform_connection \n'
     'WHERE platform_connection.platform = ? AND platform_connection.removed_at IS NOT NULL ORDER BY '
     'platform_connection.removed_at DESC, platform_connection.id DESC',
     False,
     (('platform', None),),
     ((0, 'id'),
      (3, 'json'),
      (4, 'json'),
      (5, 'json'),
      (6, 'truth'),
      (7, 'truth'),
      (9, 'truth'),
      (10, 'moment'))),
    # repositories.connections._GET
    '6a5a83afa3fc48c6e7228d68': ('SELECT platform_connection.id, platform_connection.platform, platform_connection.name, '
     'platform_connection.settings, platform_connection.mapping, platform_connection.shop, '
     'platform_connection.active, platform_connection.paused, platform_connection.trouble, '
     'platform_connection.sign_in, platform_connection.connected_at \n'
     'FROM platform_connection \n'
     'WHERE platform_connection.id = ?',
     False,
     (('connection_id', 'id'),),
     ((0, 'id'),
      (3, 'json'),
      (4, 'json'),
      (5, 'json'),
      (6, 'truth'),
      (7, 'truth'),
      (9, 'truth'),
      (10, 'moment'))),
    # repositories.connections._INSERT
    '4d7a52a056fbec0584ea41f8': ('INSERT INTO platform_connection (id, platform, name, settings, mapping, shop, active, paused, '
     'trouble, sign_in, connected_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('platform', None),
      ('name', None),
      ('settings', 'json'),
      ('mapping', 'json'),
      ('shop', 'json'),
      ('active', 'truth'),
      ('paused', 'truth'),
      ('trouble', None),
      ('sign_in', 'truth'),
      ('connected_at', 'moment')),
     ()),
    # repositories.connections._SAVE
    'e27ee25f72cfa94e105311a4': ('UPDATE platform_connection SET name=?, settings=?, mapping=?, shop=?, active=?, paused=?, '
     'trouble=?, sign_in=? WHERE platform_connection.id = ?',
     True,
     (('name', None),
      ('settings', 'json'),
      ('mapping', 'json'),
      ('shop', 'json'),
      ('active', 'truth'),
      ('paused', 'truth'),
      ('trouble', None),
      ('sign_in', 'truth'),
      ('connection_id', 'id')),
     ()),
    # repositories.connections._REMOVE
    '45d3ee6beb596a5a8536a680': ('UPDATE platform_connection SET active=?, removed_at=? WHERE platform_connection.id = ? AND '
     'platform_connection.removed_at IS NULL',
     True,
     ((None, 0), ('at', 'moment'), ('connection_id', 'id')),
     ()),
    # repositories.connections._CURSOR
    'f18201c0eb5826177c68adc3': ('SELECT platform_cursor.value \n'
     'FROM platform_cursor \n'
     'WHERE platform_cursor.connection_id = ? AND platform_cursor.stream = ?',
     False,
     (('connection_id', 'id'), ('stream', None)),
     ()),
    # repositories.connections._SET_CURSOR
    'd5f096bbaa6d9835d593dcac': ('INSERT INTO platform_cursor (connection_id, stream, value, looked_at) VALUES (?, ?, ?, ?) ON '
     'CONFLICT (connection_id, stream) DO UPDATE SET value = excluded.value, looked_at = '
     'excluded.looked_at',
     True,
     (('connection_id', 'id'), ('stream', None), ('value', None), ('looked_at', 'moment')),
     ()),
    # repositories.connections._LAST_EVENT
    'af4be741e5afaaa0a437fa05': ('SELECT max(outbox.seq) AS max_1 \nFROM outbox', False, (), ()),
    # repositories.customers._SAVE
    '2a3bff7fb76d3ec1ee601f60': ('INSERT INTO customer (id, first_name, last_name, email, phone, note, tax_exempt, addresses, '
     'extra, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO '
     'UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name, email = '
     'excluded.email, phone = excluded.phone, note = excluded.note, tax_exempt = excluded.tax_exempt, '
     'addresses = excluded.addresses, extra = excluded.extra, updated_at = excluded.updated_at',
     True,
     (('id', 'id'),
      ('first_name', None),
      ('last_name', None),
      ('email', None),
      ('phone', None),
      ('note', None),
      ('tax_exempt', 'truth'),
      ('addresses', 'json'),
      ('extra', 'json'),
      ('created_at', 'moment'),
      ('updated_at', 'moment')),
     ()),
    # repositories.customers._GET
    'e308f0f7a98776d2741ff0e7': ('SELECT customer.id, customer.first_name, customer.last_name, customer.email, customer.phone, '
     'customer.note, customer.tax_exempt, customer.addresses, customer.extra, customer.updated_at \n'
     'FROM customer \n'
     'WHERE customer.id = ?',
     False,
     (('customer_id', 'id'),),
     ((0, 'id'), (6, 'truth'), (7, 'json'), (8, 'json'), (9, 'moment'))),
    # repositories.customers._BY_EMAIL
    'e782267f4e9fbc1ad5722c82': ('SELECT customer.id, customer.first_name, customer.last_name, customer.email, customer.phone, '
     'customer.note, customer.tax_exempt, customer.addresses, customer.extra, customer.updated_at \n'
     'FROM customer \n'
     'WHERE customer.email = ? ORDER BY customer.updated_at DESC, customer.id\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('email', None), (None, 1), (None, 0)),
     ((0, 'id'), (6, 'truth'), (7, 'json'), (8, 'json'), (9, 'moment'))),
    # repositories.customers._BY_PHONE
    '8df0333e4eb85b187c7e79b3': ('SELECT customer.id, customer.first_name, customer.last_name, customer.email, customer.phone, '
     'customer.note, customer.tax_exempt, customer.addresses, customer.extra, customer.updated_at \n'
     'FROM customer \n'
     'WHERE customer.phone = ? ORDER BY customer.updated_at DESC, customer.id\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('phone', None), (None, 1), (None, 0)),
     ((0, 'id'), (6, 'truth'), (7, 'json'), (8, 'json'), (9, 'moment'))),
    # repositories.customers._FIND
    '45fd62498074602ae598701c': ('SELECT customer.id, customer.first_name, customer.last_name, customer.email, customer.phone, '
     'customer.note, customer.tax_exempt, customer.addresses, customer.extra, customer.updated_at \n'
     'FROM customer \n'
     'WHERE (lower(customer.first_name || ? || customer.last_name || ? || customer.email) LIKE ? '
     "ESCAPE '\\' OR lower(customer.first_name || ? || customer.last_name || ? || customer.email) LIKE "
     "? ESCAPE '\\' OR lower(customer.first_name || ? || customer.last_name || ? || customer.email) "
     "LIKE ? ESCAPE '\\') AND (lower(customer.first_name || ? || customer.last_name || ? || "
     "customer.email) LIKE ? ESCAPE '\\' OR lower(customer.first_name || ? || customer.last_name || ? "
     "|| customer.email) LIKE ? ESCAPE '\\' OR lower(customer.first_name || ? || customer.last_name || "
     "? || customer.email) LIKE ? ESCAPE '\\') AND (lower(customer.first_name || ? || "
     "customer.last_name || ? || customer.email) LIKE ? ESCAPE '\\' OR lower(customer.first_name || ? "
     "|| customer.last_name || ? || customer.email) LIKE ? ESCAPE '\\' OR lower(customer.first_name || "
     "? || customer.last_name || ? || customer.email) LIKE ? ESCAPE '\\') OR customer.phone LIKE ? "
     'ORDER BY customer.updated_at DESC, customer.id\n'
     ' LIMIT ? OFFSET ?',
     False,
     ((None, ' '),
      (None, ' '),
      ('word00', None),
      (None, ' '),
      (None, ' '),
      ('word01', None),
      (None, ' '),
      (None, ' '),
      ('word02', None),
      (None, ' '),
      (None, ' '),
      ('word10', None),
      (None, ' '),
      (None, ' '),
      ('word11', None),
      (None, ' '),
      (None, ' '),
      ('word12', None),
      (None, ' '),
      (None, ' '),
      ('word20', None),
      (None, ' '),
      (None, ' '),
      ('word21', None),
      (None, ' '),
      (None, ' '),
      ('word22', None),
      ('digits', None),
      ('limit', None),
      (None, 0)),
     ((0, 'id'), (6, 'truth'), (7, 'json'), (8, 'json'), (9, 'moment'))),
    # repositories.deliveries.DUE
    '4fc6c06eb80930b7ec080a9e': ('SELECT delivery.seq \n'
     'FROM delivery \n'
     'WHERE delivery.connection_id = ? AND delivery.state = ? AND NOT (EXISTS (SELECT earlier.seq \n'
     'FROM delivery AS earlier \n'
     'WHERE earlier.lane = delivery.lane AND earlier.seq < delivery.seq AND earlier.state IN '
     "('waiting', 'claimed', 'parked'))) AND delivery.not_before_at <= ? ORDER BY "
     'delivery.not_before_at, delivery.seq\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('connection_id', 'id'), (None, 'waiting'), ('now', 'moment'), ('most', None), (None, 0)),
     ()),
    # repositories.deliveries.LOST
    '83df587e0ba57ebaaa5636ef': ('SELECT delivery.seq \n'
     'FROM delivery \n'
     'WHERE delivery.connection_id = ? AND delivery.state = ? AND (delivery.claimed_until_at <= ? OR '
     'delivery.claimed_until_at > ? AND delivery.claimed_by != ?) ORDER BY delivery.seq\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('connection_id', 'id'),
      (None, 'claimed'),
      ('now', 'moment'),
      ('longest', 'moment'),
      ('by', None),
      ('most', None),
      (None, 0)),
     ()),
    # repositories.deliveries.NEXT_DUE
    'fd0bc4193164a5a44ff857d7': ('SELECT delivery.not_before_at \n'
     'FROM delivery \n'
     'WHERE delivery.connection_id = ? AND delivery.state = ? AND NOT (EXISTS (SELECT earlier.seq \n'
     'FROM delivery AS earlier \n'
     'WHERE earlier.lane = delivery.lane AND earlier.seq < delivery.seq AND earlier.state IN '
     "('waiting', 'claimed', 'parked'))) ORDER BY delivery.not_before_at\n"
     ' LIMIT ? OFFSET ?',
     False,
     (('connection_id', 'id'), (None, 'waiting'), (None, 1), (None, 0)),
     ((0, 'moment'),)),
    # repositories.deliveries.NEXT_LOST
    'c81c65857e182d8c81559dba': ('SELECT min(delivery.claimed_until_at) AS min_1 \n'
     'FROM delivery \n'
     'WHERE delivery.connection_id = ? AND delivery.state = ?',
     False,
     (('connection_id', 'id'), (None, 'claimed')),
     ((0, 'moment'),)),
    # repositories.deliveries._CLAIM
    'cdb96f360b1d60f7ff409f86': ('UPDATE delivery SET state=?, claimed_by=?, claimed_until_at=? WHERE delivery.seq = ?',
     True,
     ((None, 'claimed'), ('by', None), ('until', 'moment'), ('number', None)),
     ()),
    # repositories.deliveries._INSERT
    '8a835879c3c9f03d93fbcf56': ('INSERT INTO delivery (id, outbox_id, connection_id, lane, topic, subject_id, state, attempts, '
     'not_before_at, asked, claimed_by, claimed_until_at, error, fixes, platform_ref, created_at, '
     'done_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (outbox_id, '
     'connection_id) DO NOTHING',
     True,
     (('id', 'id'),
      ('outbox_id', 'id'),
      ('connection_id', 'id'),
      ('lane', None),
      ('topic', None),
      ('subject_id', 'id'),
      ('state', None),
      ('attempts', None),
      ('not_before_at', 'moment'),
      ('asked', 'truth'),
      ('claimed_by', None),
      ('claimed_until_at', 'moment'),
      ('error', 'json'),
      ('fixes', 'json'),
      ('platform_ref', None),
      ('created_at', 'moment'),
      ('done_at', 'moment')),
     ()),
    # repositories.deliveries._SAVE
    'b70c404a1ca5403a47ff8ca1': ('UPDATE delivery SET state=?, attempts=?, not_before_at=?, asked=?, claimed_by=?, '
     'claimed_until_at=?, error=?, fixes=?, platform_ref=?, done_at=? WHERE delivery.id = ?',
     True,
     (('state', None),
      ('attempts', None),
      ('not_before_at', 'moment'),
      ('asked', 'truth'),
      ('claimed_by', None),
      ('claimed_until_at', 'moment'),
      ('error', 'json'),
      ('fixes', 'json'),
      ('platform_ref', None),
      ('done_at', 'moment'),
      ('delivery_id', 'id')),
     ()),
    # repositories.deliveries._GET
    'c6266092e2e554b2ae2f4c27': ('SELECT delivery.id, delivery.seq, delivery.connection_id, delivery.lane, delivery.topic, '
     'delivery.subject_id, outbox.body, delivery.state, delivery.created_at, delivery.attempts, '
     'delivery.not_before_at, delivery.asked, delivery.claimed_by, delivery.claimed_until_at, '
     'delivery.error, delivery.fixes, delivery.platform_ref, delivery.done_at \n'
     'FROM delivery JOIN outbox ON outbox.id = delivery.outbox_id \n'
     'WHERE delivery.id = ?',
     False,
     (('delivery_id', 'id'),),
     ((0, 'id'),
      (2, 'id'),
      (5, 'id'),
      (6, 'json'),
      (8, 'moment'),
      (10, 'moment'),
      (11, 'truth'),
      (13, 'moment'),
      (14, 'json'),
      (15, 'json'),
      (17, 'moment'))),
    # repositories.deliveries._NUMBERED
    '36c95455a4e5179b45c87b07': ('SELECT delivery.id, delivery.seq, delivery.connection_id, delivery.lane, delivery.topic, '
     'delivery.subject_id, outbox.body, delivery.state, delivery.created_at, delivery.attempts, '
     'delivery.not_before_at, delivery.asked, delivery.claimed_by, delivery.claimed_until_at, '
     'delivery.error, delivery.fixes, delivery.platform_ref, delivery.done_at \n'
     'FROM delivery JOIN outbox ON outbox.id = delivery.outbox_id \n'
     'WHERE delivery.seq = ?',
     False,
     (('number', None),),
     ((0, 'id'),
      (2, 'id'),
      (5, 'id'),
      (6, 'json'),
      (8, 'moment'),
      (10, 'moment'),
      (11, 'truth'),
      (13, 'moment'),
      (14, 'json'),
      (15, 'json'),
      (17, 'moment'))),
    # repositories.deliveries._OF_SUBJECT
    'ed2883ef38145f16958c6e78': ('SELECT delivery.id, delivery.seq, delivery.connection_id, delivery.lane, delivery.topic, '
     'delivery.subject_id, outbox.body, delivery.state, delivery.created_at, delivery.attempts, '
     'delivery.not_before_at, delivery.asked, delivery.claimed_by, delivery.claimed_until_at, '
     'delivery.error, delivery.fixes, delivery.platform_ref, delivery.done_at \n'
     'FROM delivery JOIN outbox ON outbox.id = delivery.outbox_id \n'
     'WHERE delivery.subject_id = ? ORDER BY delivery.seq',
     False,
     (('subject_id', 'id'),),
     ((0, 'id'),
      (2, 'id'),
      (5, 'id'),
      (6, 'json'),
      (8, 'moment'),
      (10, 'moment'),
      (11, 'truth'),
      (13, 'moment'),
      (14, 'json'),
      (15, 'json'),
      (17, 'moment'))),
    # repositories.deliveries.OLDEST
    '13c731f325bbabae9e2ace77': ('SELECT delivery.seq \n'
     'FROM delivery \n'
     'WHERE delivery.connection_id = ? AND delivery.state = ? ORDER BY delivery.seq\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('connection_id', 'id'), ('state', None), ('most', None), (None, 0)),
     ()),
    # repositories.deliveries.NEWEST
    '1c346bd39c22743a97d31e1b': ('SELECT delivery.seq \n'
     'FROM delivery \n'
     'WHERE delivery.connection_id = ? AND delivery.state = ? ORDER BY delivery.seq DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('connection_id', 'id'), ('state', None), ('most', None), (None, 0)),
     ()),
    # repositories.deliveries.NEWEST_DONE
    '1427819373f447f6ae658f03': ('SELECT delivery.seq \n'
     'FROM delivery \n'
     'WHERE delivery.connection_id = ? AND delivery.state = ? AND delivery.done_at IS NOT NULL ORDER '
     'BY delivery.done_at DESC, delivery.seq DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('connection_id', 'id'), ('state', None), ('most', None), (None, 0)),
     ()),
    # repositories.deliveries._CONNECTIONS
    '21144ccd35bcca97ef547b82': ('SELECT platform_connection.id \nFROM platform_connection', False, (), ((0, 'id'),)),
    # repositories.deliveries.COUNTS
    '18f21a19afffbd6e9d8d1d67': ('SELECT delivery.state, count(*) AS count_1, min(delivery.seq) AS min_1 \n'
     'FROM delivery \n'
     'WHERE delivery.connection_id = ? AND (delivery.state = ? OR delivery.state = ? OR delivery.state '
     '= ?) GROUP BY delivery.state',
     False,
     (('connection_id', 'id'), (None, 'waiting'), (None, 'claimed'), (None, 'parked')),
     ()),
    # repositories.deliveries.ENDED_SINCE
    'eebc7e155bd82dd76b77efbb': ('SELECT count(*) AS count_1 \n'
     'FROM delivery \n'
     'WHERE delivery.connection_id = ? AND delivery.done_at >= ?',
     False,
     (('connection_id', 'id'), ('since', 'moment')),
     ()),
    # repositories.deliveries.DROPPED_SINCE
    'ec8feefb655217a85e7d9326': ('SELECT count(CASE WHEN (delivery.done_at >= ?) THEN ? END) AS count_1 \n'
     'FROM delivery \n'
     'WHERE delivery.connection_id = ? AND delivery.state = ?',
     False,
     (('since', 'moment'), (None, 1), ('connection_id', 'id'), (None, 'dropped')),
     ()),
    # repositories.deliveries.LAST_DONE
    'ab08b95b150b6740c6341344': ('SELECT delivery.done_at \n'
     'FROM delivery \n'
     'WHERE delivery.connection_id = ? AND delivery.done_at IS NOT NULL AND delivery.state = ? ORDER '
     'BY delivery.done_at DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('connection_id', 'id'), (None, 'done'), (None, 1), (None, 0)),
     ((0, 'moment'),)),
    # repositories.deliveries.CREATED
    'f9e02779edf6850a97fd5b46': ('SELECT delivery.created_at \nFROM delivery \nWHERE delivery.seq = ?',
     False,
     (('number', None),),
     ((0, 'moment'),)),
    # repositories.deliveries._WAKE
    '732c1285064e8e93ac850c6f': ('UPDATE delivery SET not_before_at=? WHERE delivery.connection_id = ? AND delivery.state = ? AND '
     'delivery.asked IS 0 AND delivery.not_before_at > ?',
     True,
     (('now', 'moment'), ('connection_id', 'id'), (None, 'waiting'), ('now', 'moment')),
     ()),
    # repositories.deliveries._WAKE_ASKED
    '32c1575986447c5a26266308': ('UPDATE delivery SET not_before_at=? WHERE delivery.connection_id = ? AND delivery.state = ? AND '
     'delivery.asked IS 1 AND delivery.not_before_at > ?',
     True,
     (('settled', 'moment'), ('connection_id', 'id'), (None, 'waiting'), ('settled', 'moment')),
     ()),
    # repositories.deliveries._INSERT_EVENT
    '8fa04db3efaea3feff6be8d3': ('INSERT INTO delivery_event (id, delivery_id, at, kind, words) VALUES (?, ?, ?, ?, ?)',
     True,
     (('id', 'id'), ('delivery_id', 'id'), ('at', 'moment'), ('kind', None), ('words', None)),
     ()),
    # repositories.deliveries._HISTORY
    '923b10619fc52b3273d5edc3': ('SELECT delivery_event.at, delivery_event.kind, delivery_event.words \n'
     'FROM delivery_event \n'
     'WHERE delivery_event.delivery_id = ? ORDER BY delivery_event.at, delivery_event.id',
     False,
     (('delivery_id', 'id'),),
     ((0, 'moment'),)),
    # repositories.deposits.TAKEN
    '94bc09ee51f1f1f2f573b2f9': ('SELECT sum(payment.amount_minor - payment.rounding_minor) AS sum_1 \n'
     'FROM payment LEFT OUTER JOIN sale_order ON sale_order.id = payment.ticket_id \n'
     'WHERE payment.shift_id = ? AND (payment.state = ? OR payment.state = ?) AND (sale_order.id IS '
     'NULL OR sale_order.shift_id != payment.shift_id) AND NOT (EXISTS (SELECT refund.id \n'
     'FROM refund \n'
     'WHERE refund.payment_id = payment.id AND refund.whole = 1 AND (refund.cause = ? OR refund.cause '
     '= ?) AND refund.shift_id = payment.shift_id))',
     False,
     (('shift_id', 'id'),
      (None, 'taken'),
      (None, 'authorised'),
      (None, 'rollback'),
      (None, 'overpaid')),
     ()),
    # repositories.deposits.USED
    'b9387f30e81fa74d69b31e85': ('SELECT sum(tender.amount_minor - tender.rounding_minor) AS sum_1 \n'
     'FROM tender JOIN sale_order ON sale_order.id = tender.order_id \n'
     'WHERE sale_order.shift_id = ? AND sale_order.state != ? AND tender.shift_id != '
     'sale_order.shift_id AND tender.refund_id IS NULL',
     False,
     (('shift_id', 'id'), (None, 'cancelled')),
     ()),
    # repositories.deposits.GIVEN_BACK
    'cf0158b4628c520b88ea062b': ('SELECT sum(CASE WHEN (refund.cause = ? AND refund.whole = 0) THEN refund.amount_minor ELSE '
     '(refund.amount_minor - payment.tip_minor) - payment.rounding_minor END) AS sum_1 \n'
     'FROM refund JOIN payment ON payment.id = refund.payment_id \n'
     'WHERE refund.shift_id = ? AND (refund.cause = ? OR refund.cause = ? OR refund.cause = ?) AND '
     'payment.shift_id != refund.shift_id',
     False,
     ((None, 'overpaid'), ('shift_id', 'id'), (None, 'rollback'), (None, 'void'), (None, 'overpaid')),
     ()),
    # repositories.deposits.PROMISED
    '2f81407fa3536b78ba5c18f7': ('SELECT sum(refund.amount_minor) AS sum_1 \n'
     'FROM refund \n'
     'WHERE refund.shift_id = ? AND (coalesce(refund.state, ?) = ? OR coalesce(refund.state, ?) = ? OR '
     'coalesce(refund.state, ?) = ? OR coalesce(refund.state, ?) = ?)',
     False,
     (('shift_id', 'id'),
      (None, ''),
      (None, 'promised'),
      (None, ''),
      (None, 'refused'),
      (None, ''),
      (None, 'sent'),
      (None, ''),
      (None, 'unknown')),
     ()),
    # repositories.devices._ALL
    '021481fe8157db8f16009d55': ('SELECT device.id, device.family, device.driver, device.name, device.settings, '
     'device.fallback_id, device.active \n'
     'FROM device \n'
     'WHERE device.removed_at IS NULL ORDER BY device.position, device.id',
     False,
     (),
     ((0, 'id'), (4, 'json'), (5, 'id'), (6, 'truth'))),
    # repositories.devices._LAST_POSITION
    '21bf9ee8bd96c932dc35cb01': ('SELECT max(device.position) AS max_1 \nFROM device', False, (), ()),
    # repositories.devices._INSERT
    '5bb1a56f739b16d8ce1bc55c': ('INSERT INTO device (id, family, driver, name, settings, fallback_id, position, active) VALUES '
     '(?, ?, ?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('family', None),
      ('driver', None),
      ('name', None),
      ('settings', 'json'),
      ('fallback_id', 'id'),
      ('position', None),
      ('active', 'truth')),
     ()),
    # repositories.devices._UPDATE
    '3c07061ea1b0bcc012371c78': ('UPDATE device SET family=?, driver=?, name=?, settings=?, fallback_id=?, active=?, removed_at=? '
     'WHERE device.id = ?',
     True,
     (('family', None),
      ('driver', None),
      ('name', None),
      ('settings', 'json'),
      ('fallback_id', 'id'),
      ('active', 'truth'),
      (None, None),
      ('device_id', 'id')),
     ()),
    # repositories.devices._MOVE
    '3bde8f6126e7962d1411a864': ('UPDATE device SET position=? WHERE device.id = ?',
     True,
     (('position', None), ('device_id', 'id')),
     ()),
    # repositories.devices._REMOVE
    '7e4055cf86ca686707e873f2': ('UPDATE device SET fallback_id=?, active=?, removed_at=? WHERE device.id = ? AND '
     'device.removed_at IS NULL',
     True,
     ((None, None), (None, 0), ('at', 'moment'), ('device_id', 'id')),
     ()),
    # repositories.devices._UNLINK
    '7e7fdd91352f92043d08345f': ('UPDATE device SET fallback_id=? WHERE device.fallback_id = ?',
     True,
     ((None, None), ('device_id', 'id')),
     ()),
    # repositories.devices._CANCEL_JOBS
    'a858d3abb2aef99ba0649f91': ('UPDATE print_job SET state=?, finished_at=? WHERE print_job.device_id = ? AND (print_job.state = '
     '? OR print_job.state = ? OR print_job.state = ?)',
     True,
     ((None, 'cancelled'),
      ('at', 'moment'),
      ('for_device', 'id'),
      (None, 'held'),
      (None, 'queued'),
      (None, 'unsure')),
     ()),
    # repositories.differences._OPEN
    '1f021bb9eb57c7cdd5a471a7': ('SELECT difference.id, difference.method_id, difference.kind, difference.provider_ref, '
     'difference.payment_id, difference.ours_minor, difference.theirs_minor, difference.currency, '
     'difference.happened_at, difference.found_at, difference.order_id, difference.resolution, '
     'difference.note, difference.resolved_at \n'
     'FROM difference \n'
     'WHERE difference.resolved_at IS NULL ORDER BY difference.happened_at DESC, difference.id',
     False,
     (),
     ((0, 'id'), (1, 'id'), (4, 'id'), (8, 'moment'), (9, 'moment'), (10, 'id'), (13, 'moment'))),
    # repositories.differences._GET
    '81da72fbedebbb1e6737fb92': ('SELECT difference.id, difference.method_id, difference.kind, difference.provider_ref, '
     'difference.payment_id, difference.ours_minor, difference.theirs_minor, difference.currency, '
     'difference.happened_at, difference.found_at, difference.order_id, difference.resolution, '
     'difference.note, difference.resolved_at \n'
     'FROM difference \n'
     'WHERE difference.id = ?',
     False,
     (('difference_id', 'id'),),
     ((0, 'id'), (1, 'id'), (4, 'id'), (8, 'moment'), (9, 'moment'), (10, 'id'), (13, 'moment'))),
    # repositories.differences._INSERT
    '2fb87dfc2f579726735d3f2f': ('INSERT INTO difference (id, method_id, kind, provider_ref, payment_id, order_id, ours_minor, '
     'theirs_minor, currency, happened_at, found_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('method_id', 'id'),
      ('kind', None),
      ('provider_ref', None),
      ('payment_id', 'id'),
      ('order_id', 'id'),
      ('ours_minor', None),
      ('theirs_minor', None),
      ('currency', None),
      ('happened_at', 'moment'),
      ('found_at', 'moment')),
     ()),
    # repositories.differences._SAME
    'b78f63130ca5f77dff526f06': ('SELECT difference.payment_id \n'
     'FROM difference \n'
     'WHERE difference.provider_ref = ? AND difference.kind = ? AND coalesce(difference.theirs_minor, '
     '?) = ? AND coalesce(difference.ours_minor, ?) = ?',
     False,
     (('ref', None), ('of_kind', None), (None, -1), ('theirs', None), (None, -1), ('ours', None)),
     ((0, 'id'),)),
    # repositories.differences._SAME_UNNAMED
    '7ce2c002eb3b59162e041219': ('SELECT difference.payment_id \n'
     'FROM difference \n'
     'WHERE difference.method_id = ? AND difference.provider_ref IS NULL AND difference.kind = ? AND '
     'coalesce(difference.theirs_minor, ?) = ? AND coalesce(difference.ours_minor, ?) = ?',
     False,
     (('for_method', 'id'),
      ('of_kind', None),
      (None, -1),
      ('theirs', None),
      (None, -1),
      ('ours', None)),
     ((0, 'id'),)),
    # repositories.differences._RESOLVE
    '600a9173245c35aa1674a7ba': ('UPDATE difference SET resolution=?, note=?, resolved_by=?, resolved_at=? WHERE difference.id = ? '
     'AND difference.resolved_at IS NULL',
     True,
     (('resolution', None),
      ('note', None),
      ('person_id', 'id'),
      ('at', 'moment'),
      ('difference_id', 'id')),
     ()),
    # repositories.figures._PUT
    '0999bc6d1bf9b06cd5bfb23a': ('INSERT INTO integration_minute (system, at, sent, failed, time_outs, trips, fallbacks, '
     'bad_signatures, milliseconds, slowness) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT '
     '(system, at) DO UPDATE SET sent = excluded.sent, failed = excluded.failed, time_outs = '
     'excluded.time_outs, trips = excluded.trips, fallbacks = excluded.fallbacks, bad_signatures = '
     'excluded.bad_signatures, milliseconds = excluded.milliseconds, slowness = excluded.slowness',
     True,
     (('system', None),
      ('at', 'moment'),
      ('sent', None),
      ('failed', None),
      ('time_outs', None),
      ('trips', None),
      ('fallbacks', None),
      ('bad_signatures', None),
      ('milliseconds', None),
      ('slowness', 'json')),
     ()),
    # repositories.figures._GET
    '8688947aee3b9429f8eede80': ('SELECT integration_minute.system, integration_minute.at, integration_minute.sent, '
     'integration_minute.failed, integration_minute.time_outs, integration_minute.trips, '
     'integration_minute.fallbacks, integration_minute.bad_signatures, '
     'integration_minute.milliseconds, integration_minute.slowness \n'
     'FROM integration_minute \n'
     'WHERE integration_minute.system = ? AND integration_minute.at = ?',
     False,
     (('system', None), ('at', 'moment')),
     ((1, 'moment'), (9, 'json'))),
    # repositories.figures._SINCE
    'b2aa974020518650a895f6e6': ('SELECT integration_minute.system, integration_minute.at, integration_minute.sent, '
     'integration_minute.failed, integration_minute.time_outs, integration_minute.trips, '
     'integration_minute.fallbacks, integration_minute.bad_signatures, '
     'integration_minute.milliseconds, integration_minute.slowness \n'
     'FROM integration_minute \n'
     'WHERE integration_minute.at >= ? ORDER BY integration_minute.at, integration_minute.system',
     False,
     (('since', 'moment'),),
     ((1, 'moment'), (9, 'json'))),
    # repositories.figures._SINCE_OF
    '856c61248e42011061aa8658': ('SELECT integration_minute.system, integration_minute.at, integration_minute.sent, '
     'integration_minute.failed, integration_minute.time_outs, integration_minute.trips, '
     'integration_minute.fallbacks, integration_minute.bad_signatures, '
     'integration_minute.milliseconds, integration_minute.slowness \n'
     'FROM integration_minute \n'
     'WHERE integration_minute.system = ? AND integration_minute.at >= ? ORDER BY '
     'integration_minute.at, integration_minute.system',
     False,
     (('system', None), ('since', 'moment')),
     ((1, 'moment'), (9, 'json'))),
    # repositories.figures._FORGET
    'e30126a31bc1f8a37794a806': ('DELETE FROM integration_minute WHERE integration_minute.at < ?',
     True,
     (('before', 'moment'),),
     ()),
    # repositories.inbox._INSERT
    'e5882c797a3253e6251d6ac3': ('INSERT INTO inbox (id, connection_id, delivery_ref, topic, source, body, happened_at, '
     'received_at, state, attempts, not_before_at, last_error, field_name, processed_at) VALUES (?, ?, '
     '?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (connection_id, delivery_ref) DO NOTHING',
     True,
     (('id', 'id'),
      ('connection_id', 'id'),
      ('delivery_ref', None),
      ('topic', None),
      ('source', None),
      ('body', None),
      ('happened_at', 'moment'),
      ('received_at', 'moment'),
      ('state', None),
      ('attempts', None),
      ('not_before_at', 'moment'),
      ('last_error', None),
      ('field_name', None),
      ('processed_at', 'moment')),
     ()),
    # repositories.inbox._SAVE
    'bf871203c97143641dc08cbd': ('UPDATE inbox SET source=?, state=?, attempts=?, not_before_at=?, last_error=?, field_name=?, '
     'processed_at=? WHERE inbox.id = ?',
     True,
     (('source', None),
      ('state', None),
      ('attempts', None),
      ('not_before_at', 'moment'),
      ('last_error', None),
      ('field_name', None),
      ('processed_at', 'moment'),
      ('item_id', 'id')),
     ()),
    # repositories.inbox._TELL_ANEW
    'c642e92820ed5c436389152e': ('UPDATE inbox SET source=?, body=?, happened_at=?, received_at=?, state=?, attempts=?, '
     'not_before_at=?, last_error=?, field_name=?, processed_at=? WHERE inbox.connection_id = ? AND '
     'inbox.delivery_ref = ?',
     True,
     (('source', None),
      ('body', None),
      ('happened_at', 'moment'),
      ('received_at', 'moment'),
      ('state', None),
      ('attempts', None),
      ('not_before_at', 'moment'),
      ('last_error', None),
      ('field_name', None),
      ('processed_at', 'moment'),
      ('of_connection', 'id'),
      ('of_ref', None)),
     ()),
    # repositories.inbox._GET
    '5929c4b8b39fef26f284eb1a': ('SELECT inbox.id, inbox.connection_id, inbox.delivery_ref, inbox.topic, inbox.source, inbox.body, '
     'inbox.received_at, inbox.happened_at, inbox.state, inbox.attempts, inbox.not_before_at, '
     'inbox.last_error, inbox.field_name, inbox.processed_at \n'
     'FROM inbox \n'
     'WHERE inbox.id = ?',
     False,
     (('item_id', 'id'),),
     ((0, 'id'), (1, 'id'), (6, 'moment'), (7, 'moment'), (10, 'moment'), (13, 'moment'))),
    # repositories.inbox._TO_CHANGE
    '2c5cc9a073aecd0b3e1bfd8e': ('SELECT inbox.id, inbox.connection_id, inbox.delivery_ref, inbox.topic, inbox.source, inbox.body, '
     'inbox.received_at, inbox.happened_at, inbox.state, inbox.attempts, inbox.not_before_at, '
     'inbox.last_error, inbox.field_name, inbox.processed_at \n'
     'FROM inbox \n'
     'WHERE inbox.id = ?',
     False,
     (('item_id', 'id'),),
     ((0, 'id'), (1, 'id'), (6, 'moment'), (7, 'moment'), (10, 'moment'), (13, 'moment'))),
    # repositories.inbox.DUE
    '8e628292543ff5c27ad1ba8a': ('SELECT inbox.id, inbox.connection_id, inbox.delivery_ref, inbox.topic, inbox.source, inbox.body, '
     'inbox.received_at, inbox.happened_at, inbox.state, inbox.attempts, inbox.not_before_at, '
     'inbox.last_error, inbox.field_name, inbox.processed_at \n'
     'FROM inbox \n'
     'WHERE inbox.state = ? AND inbox.not_before_at <= ? ORDER BY inbox.not_before_at, inbox.seq\n'
     ' LIMIT ? OFFSET ?',
     False,
     ((None, 'waiting'), ('now', 'moment'), ('most', None), (None, 0)),
     ((0, 'id'), (1, 'id'), (6, 'moment'), (7, 'moment'), (10, 'moment'), (13, 'moment'))),
    # repositories.inbox.NEXT_DUE
    'a025d83d3c521ba9db3170fa': ('SELECT min(inbox.not_before_at) AS min_1 \nFROM inbox \nWHERE inbox.state = ?',
     False,
     ((None, 'waiting'),),
     ((0, 'moment'),)),
    # repositories.inbox._WAKE
    'd7c959069546b41309b8ba31': ('UPDATE inbox SET not_before_at=? WHERE inbox.state = ? AND inbox.not_before_at > ?',
     True,
     (('now', 'moment'), (None, 'waiting'), ('now', 'moment')),
     ()),
    # repositories.inbox._OLDEST_WAITING
    'ffcbb11cc77e8388cb6663e4': ('SELECT min(inbox.received_at) AS min_1 \nFROM inbox \nWHERE inbox.state = ?',
     False,
     ((None, 'waiting'),),
     ((0, 'moment'),)),
    # repositories.inbox._NEWEST
    '6c20b71ffef024032e3e49a2': ('SELECT inbox.id, inbox.connection_id, inbox.delivery_ref, inbox.topic, inbox.source, inbox.body, '
     'inbox.received_at, inbox.happened_at, inbox.state, inbox.attempts, inbox.not_before_at, '
     'inbox.last_error, inbox.field_name, inbox.processed_at \n'
     'FROM inbox \n'
     'WHERE inbox.state = ? ORDER BY inbox.seq DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('state', None), ('most', None), (None, 0)),
     ((0, 'id'), (1, 'id'), (6, 'moment'), (7, 'moment'), (10, 'moment'), (13, 'moment'))),
    # repositories.inbox._NEWEST_OF
    '52a47156d673a69e4f380aae': ('SELECT inbox.id, inbox.connection_id, inbox.delivery_ref, inbox.topic, inbox.source, inbox.body, '
     'inbox.received_at, inbox.happened_at, inbox.state, inbox.attempts, inbox.not_before_at, '
     'inbox.last_error, inbox.field_name, inbox.processed_at \n'
     'FROM inbox \n'
     'WHERE inbox.state = ? AND inbox.connection_id = ? ORDER BY inbox.seq DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('state', None), ('connection_id', 'id'), ('most', None), (None, 0)),
     ((0, 'id'), (1, 'id'), (6, 'moment'), (7, 'moment'), (10, 'moment'), (13, 'moment'))),
    # repositories.levels._INSERT
    '69fbae4a1298ece32fcf238c': ('INSERT INTO stock_waiting (delivery_id, variant_row, location_id, connection_id, quantity_milli) '
     'VALUES (?, ?, ?, ?, ?)',
     True,
     (('delivery_id', 'id'),
      ('variant_row', None),
      ('location_id', 'id'),
      ('connection_id', 'id'),
      ('quantity_milli', None)),
     ()),
    # repositories.levels._ACKNOWLEDGED
    'c04903dc15334fba2c6f85c6': ('DELETE FROM stock_waiting WHERE stock_waiting.delivery_id = ?',
     True,
     (('delivery_id', 'id'),),
     ()),
    # repositories.levels._OF_DELIVERY
    'f69f1b4438186241235094b9': ('SELECT stock_waiting.variant_row, stock_waiting.location_id, stock_waiting.quantity_milli \n'
     'FROM stock_waiting \n'
     'WHERE stock_waiting.delivery_id = ? ORDER BY stock_waiting.variant_row, '
     'stock_waiting.location_id',
     False,
     (('delivery_id', 'id'),),
     ((1, 'id'),)),
    # repositories.levels.WAITING
    'e949817fc3cb533a46af2634': ('SELECT coalesce(sum(stock_waiting.quantity_milli), ?) AS coalesce_1 \n'
     'FROM stock_waiting \n'
     'WHERE stock_waiting.variant_row = ? AND stock_waiting.location_id = ? AND '
     'stock_waiting.connection_id = ?',
     False,
     ((None, 0), ('variant_row', None), ('location_id', 'id'), ('connection_id', 'id')),
     ()),
    # repositories.levels._TOLD
    'cd36ddae90652b9e2e8ed979': ('SELECT platform_level.level_milli, platform_level.told_at \n'
     'FROM platform_level \n'
     'WHERE platform_level.connection_id = ? AND platform_level.variant_row = ? AND '
     'platform_level.location_id = ?',
     False,
     (('connection_id', 'id'), ('variant_row', None), ('location_id', 'id')),
     ((1, 'moment'),)),
    # repositories.levels._TELL
    'e32f823fad9aa1ddfae2adf3': ('INSERT INTO platform_level (connection_id, variant_row, location_id, level_milli, told_at) '
     'VALUES (?, ?, ?, ?, ?) ON CONFLICT (connection_id, variant_row, location_id) DO UPDATE SET '
     'level_milli = excluded.level_milli, told_at = excluded.told_at',
     True,
     (('connection_id', 'id'),
      ('variant_row', None),
      ('location_id', 'id'),
      ('level_milli', None),
      ('told_at', 'moment')),
     ()),
    # repositories.levels._FORGET
    'bc9b28b7dcc0101db3d5fcec': ('DELETE FROM platform_level WHERE platform_level.connection_id = ? AND platform_level.variant_row '
     '= ? AND platform_level.location_id = ?',
     True,
     (('connection_id', 'id'), ('variant_row', None), ('location_id', 'id')),
     ()),
    # repositories.levels._FORGET_PLACE
    'a15c8adf7f65214189ab80a2': ('DELETE FROM platform_level WHERE platform_level.connection_id = ? AND platform_level.location_id '
     '= ?',
     True,
     (('connection_id', 'id'), ('location_id', 'id')),
     ()),
    # repositories.links._PUT
    'a5d5d72fe66a8dd745b645e9': ('INSERT INTO platform_link (connection_id, kind, local_id, ref, extra) VALUES (?, ?, ?, ?, ?) ON '
     'CONFLICT (connection_id, kind, local_id) DO UPDATE SET ref = excluded.ref, extra = '
     'excluded.extra',
     True,
     (('connection_id', 'id'), ('kind', None), ('local_id', 'id'), ('ref', None), ('extra', 'json')),
     ()),
    # repositories.links._LET_GO
    'c62ec678edbbadd1f713df11': ('DELETE FROM platform_link WHERE platform_link.connection_id = ? AND platform_link.kind = ? AND '
     'platform_link.ref = ? AND platform_link.local_id != ?',
     True,
     (('connection_id', 'id'), ('kind', None), ('ref', None), ('local_id', 'id')),
     ()),
    # repositories.links.BY_LOCAL
    'b9dbd001ab0cc99433bd696f': ('SELECT platform_link.connection_id, platform_link.kind, platform_link.local_id, '
     'platform_link.ref, platform_link.extra \n'
     'FROM platform_link \n'
     'WHERE platform_link.connection_id = ? AND platform_link.kind = ? AND platform_link.local_id = ?',
     False,
     (('connection_id', 'id'), ('kind', None), ('local_id', 'id')),
     ((0, 'id'), (2, 'id'), (4, 'json'))),
    # repositories.links.BY_REF
    '3103a54c9888c11625f1eabe': ('SELECT platform_link.connection_id, platform_link.kind, platform_link.local_id, '
     'platform_link.ref, platform_link.extra \n'
     'FROM platform_link \n'
     'WHERE platform_link.connection_id = ? AND platform_link.kind = ? AND platform_link.ref = ?',
     False,
     (('connection_id', 'id'), ('kind', None), ('ref', None)),
     ((0, 'id'), (2, 'id'), (4, 'json'))),
    # repositories.links._ALL_OF_KIND
    '0ac7bc18fc247db1bb3b93cf': ('SELECT platform_link.connection_id, platform_link.kind, platform_link.local_id, '
     'platform_link.ref, platform_link.extra \n'
     'FROM platform_link \n'
     'WHERE platform_link.connection_id = ? AND platform_link.kind = ? ORDER BY platform_link.local_id',
     False,
     (('connection_id', 'id'), ('kind', None)),
     ((0, 'id'), (2, 'id'), (4, 'json'))),
    # repositories.links._REMOVE
    '4be764d34698820d4a47ff26': ('DELETE FROM platform_link WHERE platform_link.connection_id = ? AND platform_link.kind = ? AND '
     'platform_link.local_id = ?',
     True,
     (('connection_id', 'id'), ('kind', None), ('local_id', 'id')),
     ()),
    # repositories.links.BY_ROW
    'cb70344e5da586b7251e207c': ('SELECT platform_link.connection_id, platform_link.kind, platform_link.local_id, '
     'platform_link.ref, platform_link.extra \n'
     'FROM platform_link JOIN variant ON variant.id = platform_link.local_id \n'
     'WHERE platform_link.connection_id = ? AND platform_link.kind = ? AND variant."row" = ?',
     False,
     (('connection_id', 'id'), ('kind', None), ('variant_row', None)),
     ((0, 'id'), (2, 'id'), (4, 'json'))),
    # repositories.online_orders._SAVE
    '7856a04fba925a07d0f337e6': ('INSERT INTO online_order (id, connection_id, ref, name, state, paid, fulfilled, currency, '
     'total_minor, refunded_minor, our_order_id, customer_id, placed_at, updated_at, body) VALUES (?, '
     '?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (connection_id, ref) DO UPDATE SET name = '
     'excluded.name, state = excluded.state, paid = excluded.paid, fulfilled = excluded.fulfilled, '
     'currency = excluded.currency, total_minor = excluded.total_minor, refunded_minor = '
     'excluded.refunded_minor, our_order_id = excluded.our_order_id, customer_id = '
     'excluded.customer_id, updated_at = excluded.updated_at, body = excluded.body',
     True,
     (('id', 'id'),
      ('connection_id', 'id'),
      ('ref', None),
      ('name', None),
      ('state', None),
      ('paid', 'truth'),
      ('fulfilled', 'truth'),
      ('currency', None),
      ('total_minor', None),
      ('refunded_minor', None),
      ('our_order_id', 'id'),
      ('customer_id', 'id'),
      ('placed_at', 'moment'),
      ('updated_at', 'moment'),
      ('body', 'json')),
     ()),
    # repositories.online_orders._REMOVE
    '873fef38f0909196889492db': ('DELETE FROM online_order WHERE online_order.id = ?', True, (('row_id', 'id'),), ()),
    # repositories.online_orders.BY_REF
    '62ce2eaf08224d0780c04980': ('SELECT online_order.id, online_order.connection_id, online_order.ref, online_order.name, '
     'online_order.state, online_order.paid, online_order.fulfilled, online_order.currency, '
     'online_order.total_minor, online_order.refunded_minor, online_order.placed_at, '
     'online_order.updated_at, online_order.our_order_id, online_order.customer_id, '
     'online_order.body \n'
     'FROM online_order \n'
     'WHERE online_order.connection_id = ? AND online_order.ref = ?',
     False,
     (('connection_id', 'id'), ('ref', None)),
     ((0, 'id'),
      (1, 'id'),
      (5, 'truth'),
      (6, 'truth'),
      (10, 'moment'),
      (11, 'moment'),
      (12, 'id'),
      (13, 'id'),
      (14, 'json'))),
    # repositories.online_orders.NEWEST
    '682119a34d1dbcf7bae525a2': ('SELECT online_order.id, online_order.connection_id, online_order.ref, online_order.name, '
     'online_order.state, online_order.paid, online_order.fulfilled, online_order.currency, '
     'online_order.total_minor, online_order.refunded_minor, online_order.placed_at, '
     'online_order.updated_at, online_order.our_order_id, online_order.customer_id, '
     'online_order.body \n'
     'FROM online_order ORDER BY online_order.placed_at DESC, online_order.id DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('most', None), (None, 0)),
     ((0, 'id'),
      (1, 'id'),
      (5, 'truth'),
      (6, 'truth'),
      (10, 'moment'),
      (11, 'moment'),
      (12, 'id'),
      (13, 'id'),
      (14, 'json'))),
    # repositories.online_orders.NEWEST_OF
    'ca34f9193aff6667cc029c95': ('SELECT online_order.id, online_order.connection_id, online_order.ref, online_order.name, '
     'online_order.state, online_order.paid, online_order.fulfilled, online_order.currency, '
     'online_order.total_minor, online_order.refunded_minor, online_order.placed_at, '
     'online_order.updated_at, online_order.our_order_id, online_order.customer_id, '
     'online_order.body \n'
     'FROM online_order \n'
     'WHERE online_order.connection_id = ? ORDER BY online_order.placed_at DESC, online_order.id DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('connection_id', 'id'), ('most', None), (None, 0)),
     ((0, 'id'),
      (1, 'id'),
      (5, 'truth'),
      (6, 'truth'),
      (10, 'moment'),
      (11, 'moment'),
      (12, 'id'),
      (13, 'id'),
      (14, 'json'))),
    # repositories.order_events._ENTRIES
    '2988b6df15352788067430f1': ('SELECT journal.at, journal.kind, person.name, journal.body \n'
     'FROM journal LEFT OUTER JOIN person ON person.id = journal.person_id \n'
     'WHERE journal.subject_id = ? ORDER BY journal.seq',
     False,
     (('order_id', 'id'),),
     ((0, 'moment'),)),
    # repositories.order_events._JOBS
    'ef34747f2914cd759249b46d': ('SELECT coalesce(print_job.finished_at, print_job.created_at) AS coalesce_1, print_job.kind, '
     'print_job.state, print_job.attempts, print_job.last_error \n'
     'FROM print_job \n'
     'WHERE print_job.order_id = ? ORDER BY print_job.seq',
     False,
     (('order_id', 'id'),),
     ((0, 'moment'),)),
    # repositories.order_list.NEWEST
    'db0ab675fdfba0180e237ac0': ('SELECT sale_order.id, sale_order.number, sale_order.paid_at, sale_order.customer, '
     'sale_order.state, sale_order.total_minor \n'
     'FROM sale_order \n'
     'WHERE sale_order.paid_at <= ? AND sale_order.paid_at >= ? AND (sale_order.paid_at < ? OR '
     'sale_order.id < ?) ORDER BY sale_order.paid_at DESC, sale_order.id DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('upper_at', 'moment'),
      ('since', 'moment'),
      ('upper_at', 'moment'),
      ('upper_id', 'id'),
      ('rows', None),
      (None, 0)),
     ((0, 'id'), (2, 'moment'))),
    # repositories.order_list.NEWEST_IN_STATE
    '044568e355bfa4f5155efc8a': ('SELECT sale_order.id, sale_order.number, sale_order.paid_at, sale_order.customer, '
     'sale_order.state, sale_order.total_minor \n'
     'FROM sale_order \n'
     'WHERE sale_order.paid_at <= ? AND sale_order.paid_at >= ? AND (sale_order.paid_at < ? OR '
     'sale_order.id < ?) AND sale_order.state = ? ORDER BY sale_order.paid_at DESC, sale_order.id '
     'DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('upper_at', 'moment'),
      ('since', 'moment'),
      ('upper_at', 'moment'),
      ('upper_id', 'id'),
      ('state', None),
      ('rows', None),
      (None, 0)),
     ((0, 'id'), (2, 'moment'))),
    # repositories.order_list.OF_AMOUNT
    '2369366d0a2d281ff0c73b4b': ('SELECT sale_order.id, sale_order.number, sale_order.paid_at, sale_order.customer, '
     'sale_order.state, sale_order.total_minor \n'
     'FROM sale_order \n'
     'WHERE sale_order.paid_at <= ? AND sale_order.paid_at >= ? AND (sale_order.paid_at < ? OR '
     'sale_order.id < ?) AND sale_order.total_minor = ? ORDER BY sale_order.paid_at DESC, '
     'sale_order.id DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('upper_at', 'moment'),
      ('since', 'moment'),
      ('upper_at', 'moment'),
      ('upper_id', 'id'),
      ('total_minor', None),
      ('rows', None),
      (None, 0)),
     ((0, 'id'), (2, 'moment'))),
    # repositories.order_list.OF_CUSTOMER
    'f38b5b5b134b826c81774fae': ('SELECT sale_order.paid_at, sale_order.id \n'
     'FROM sale_order \n'
     'WHERE sale_order.paid_at <= ? AND sale_order.paid_at >= ? AND (sale_order.paid_at < ? OR '
     'sale_order.id < ?) AND sale_order.customer_key = ? ORDER BY sale_order.paid_at DESC, '
     'sale_order.id DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('upper_at', 'moment'),
      ('since', 'moment'),
      ('upper_at', 'moment'),
      ('upper_id', 'id'),
      ('customer_key', None),
      ('rows', None),
      (None, 0)),
     ((0, 'moment'), (1, 'id'))),
    # repositories.order_list.NEXT_CUSTOMER
    '8773772485f8e8dde7620359': ('SELECT min(sale_order.customer_key) AS min_1 \n'
     'FROM sale_order \n'
     'WHERE sale_order.customer_key >= ? AND sale_order.customer_key < ?',
     False,
     (('first', None), ('end', None)),
     ()),
    # repositories.order_list.OF_CARD
    '259c99facb35cc547362f766': ('SELECT tender.order_id \n'
     'FROM tender \n'
     'WHERE tender.last_four = ? AND tender.taken_at <= ? ORDER BY tender.taken_at DESC, '
     'tender.order_id DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('last_four', None), ('upper_at', 'moment'), ('rows', None), (None, 0)),
     ((0, 'id'),)),
    # repositories.order_list.REGISTERS
    'e7383e2345b12f4c83d886d5': ('SELECT register.id, register.number \nFROM register', False, (), ((0, 'id'),)),
    # repositories.order_list.LAST_SEQUENCE
    '773a6a9ef4fa3c0279f332d7': ('SELECT max(sale_order.sequence) AS max_1 \nFROM sale_order \nWHERE sale_order.register_id = ?',
     False,
     (('register_id', 'id'),),
     ()),
    # repositories.order_list.SEQUENCE_OF
    '9064b79a1790196ea8bc925b': ('SELECT sale_order.sequence \n'
     'FROM sale_order \n'
     'WHERE sale_order.id = ? AND sale_order.register_id = ?',
     False,
     (('order_id', 'id'), ('register_id', 'id')),
     ()),
    # repositories.order_page.BY_IDS
    '9716ae78fe65ee7f885c64f7': ('SELECT sale_order.id, sale_order.number, sale_order.paid_at, sale_order.customer, '
     'sale_order.state, sale_order.total_minor \n'
     'FROM sale_order \n'
     'WHERE sale_order.id IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '
     '?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
     False,
     (('order_0', 'id'),
      ('order_1', 'id'),
      ('order_2', 'id'),
      ('order_3', 'id'),
      ('order_4', 'id'),
      ('order_5', 'id'),
      ('order_6', 'id'),
      ('order_7', 'id'),
      ('order_8', 'id'),
      ('order_9', 'id'),
      ('order_10', 'id'),
      ('order_11', 'id'),
      ('order_12', 'id'),
      ('order_13', 'id'),
      ('order_14', 'id'),
      ('order_15', 'id'),
      ('order_16', 'id'),
      ('order_17', 'id'),
      ('order_18', 'id'),
      ('order_19', 'id'),
      ('order_20', 'id'),
      ('order_21', 'id'),
      ('order_22', 'id'),
      ('order_23', 'id'),
      ('order_24', 'id'),
      ('order_25', 'id'),
      ('order_26', 'id'),
      ('order_27', 'id'),
      ('order_28', 'id'),
      ('order_29', 'id'),
      ('order_30', 'id'),
      ('order_31', 'id'),
      ('order_32', 'id'),
      ('order_33', 'id'),
      ('order_34', 'id'),
      ('order_35', 'id'),
      ('order_36', 'id'),
      ('order_37', 'id'),
      ('order_38', 'id'),
      ('order_39', 'id'),
      ('order_40', 'id'),
      ('order_41', 'id'),
      ('order_42', 'id'),
      ('order_43', 'id'),
      ('order_44', 'id'),
      ('order_45', 'id'),
      ('order_46', 'id'),
      ('order_47', 'id'),
      ('order_48', 'id'),
      ('order_49', 'id')),
     ((0, 'id'), (2, 'moment'))),
    # repositories.order_page.BY_SEQUENCES
    '48e542a3075c7f06275e2b07': ('SELECT sale_order.id, sale_order.number, sale_order.paid_at, sale_order.customer, '
     'sale_order.state, sale_order.total_minor \n'
     'FROM sale_order \n'
     'WHERE sale_order.register_id = ? AND sale_order.sequence IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '
     '?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '
     '?, ?, ?, ?, ?, ?)',
     False,
     (('register_id', 'id'),
      ('sequence_0', None),
      ('sequence_1', None),
      ('sequence_2', None),
      ('sequence_3', None),
      ('sequence_4', None),
      ('sequence_5', None),
      ('sequence_6', None),
      ('sequence_7', None),
      ('sequence_8', None),
      ('sequence_9', None),
      ('sequence_10', None),
      ('sequence_11', None),
      ('sequence_12', None),
      ('sequence_13', None),
      ('sequence_14', None),
      ('sequence_15', None),
      ('sequence_16', None),
      ('sequence_17', None),
      ('sequence_18', None),
      ('sequence_19', None),
      ('sequence_20', None),
      ('sequence_21', None),
      ('sequence_22', None),
      ('sequence_23', None),
      ('sequence_24', None),
      ('sequence_25', None),
      ('sequence_26', None),
      ('sequence_27', None),
      ('sequence_28', None),
      ('sequence_29', None),
      ('sequence_30', None),
      ('sequence_31', None),
      ('sequence_32', None),
      ('sequence_33', None),
      ('sequence_34', None),
      ('sequence_35', None),
      ('sequence_36', None),
      ('sequence_37', None),
      ('sequence_38', None),
      ('sequence_39', None),
      ('sequence_40', None),
      ('sequence_41', None),
      ('sequence_42', None),
      ('sequence_43', None),
      ('sequence_44', None),
      ('sequence_45', None),
      ('sequence_46', None),
      ('sequence_47', None),
      ('sequence_48', None),
      ('sequence_49', None)),
     ((0, 'id'), (2, 'moment'))),
    # repositories.order_page.TENDERS
    '4ce23600c7530e495feb1618': ('SELECT tender.order_id, tender.kind \n'
     'FROM tender \n'
     'WHERE tender.order_id IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '
     '?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ORDER BY '
     'tender.order_id, tender.taken_at, tender.id',
     False,
     (('order_0', 'id'),
      ('order_1', 'id'),
      ('order_2', 'id'),
      ('order_3', 'id'),
      ('order_4', 'id'),
      ('order_5', 'id'),
      ('order_6', 'id'),
      ('order_7', 'id'),
      ('order_8', 'id'),
      ('order_9', 'id'),
      ('order_10', 'id'),
      ('order_11', 'id'),
      ('order_12', 'id'),
      ('order_13', 'id'),
      ('order_14', 'id'),
      ('order_15', 'id'),
      ('order_16', 'id'),
      ('order_17', 'id'),
      ('order_18', 'id'),
      ('order_19', 'id'),
      ('order_20', 'id'),
      ('order_21', 'id'),
      ('order_22', 'id'),
      ('order_23', 'id'),
      ('order_24', 'id'),
      ('order_25', 'id'),
      ('order_26', 'id'),
      ('order_27', 'id'),
      ('order_28', 'id'),
      ('order_29', 'id'),
      ('order_30', 'id'),
      ('order_31', 'id'),
      ('order_32', 'id'),
      ('order_33', 'id'),
      ('order_34', 'id'),
      ('order_35', 'id'),
      ('order_36', 'id'),
      ('order_37', 'id'),
      ('order_38', 'id'),
      ('order_39', 'id'),
      ('order_40', 'id'),
      ('order_41', 'id'),
      ('order_42', 'id'),
      ('order_43', 'id'),
      ('order_44', 'id'),
      ('order_45', 'id'),
      ('order_46', 'id'),
      ('order_47', 'id'),
      ('order_48', 'id'),
      ('order_49', 'id')),
     ((0, 'id'),)),
    # repositories.order_page.GOODS_BACK
    'fdf829ed42585f6b830bf902': ('SELECT DISTINCT sold.order_id \n'
     'FROM order_line AS sold JOIN order_line AS back ON back.returns_line_id = sold.id JOIN '
     'sale_order AS back_order ON back_order.id = back.order_id \n'
     'WHERE sold.order_id IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '
     '?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AND '
     'back_order.state != ?',
     False,
     (('order_0', 'id'),
      ('order_1', 'id'),
      ('order_2', 'id'),
      ('order_3', 'id'),
      ('order_4', 'id'),
      ('order_5', 'id'),
      ('order_6', 'id'),
      ('order_7', 'id'),
      ('order_8', 'id'),
      ('order_9', 'id'),
      ('order_10', 'id'),
      ('order_11', 'id'),
      ('order_12', 'id'),
      ('order_13', 'id'),
      ('order_14', 'id'),
      ('order_15', 'id'),
      ('order_16', 'id'),
      ('order_17', 'id'),
      ('order_18', 'id'),
      ('order_19', 'id'),
      ('order_20', 'id'),
      ('order_21', 'id'),
      ('order_22', 'id'),
      ('order_23', 'id'),
      ('order_24', 'id'),
      ('order_25', 'id'),
      ('order_26', 'id'),
      ('order_27', 'id'),
      ('order_28', 'id'),
      ('order_29', 'id'),
      ('order_30', 'id'),
      ('order_31', 'id'),
      ('order_32', 'id'),
      ('order_33', 'id'),
      ('order_34', 'id'),
      ('order_35', 'id'),
      ('order_36', 'id'),
      ('order_37', 'id'),
      ('order_38', 'id'),
      ('order_39', 'id'),
      ('order_40', 'id'),
      ('order_41', 'id'),
      ('order_42', 'id'),
      ('order_43', 'id'),
      ('order_44', 'id'),
      ('order_45', 'id'),
      ('order_46', 'id'),
      ('order_47', 'id'),
      ('order_48', 'id'),
      ('order_49', 'id'),
      (None, 'cancelled')),
     ((0, 'id'),)),
    # repositories.order_products.SOLD
    '0e69d687597570b3e6996f2a': ('SELECT DISTINCT order_line.sold_at, order_line.order_id \n'
     'FROM order_line \n'
     'WHERE order_line.variant_row = ? AND order_line.sold_at <= ? AND order_line.sold_at >= ? AND '
     '(order_line.sold_at < ? OR order_line.order_id < ?) ORDER BY order_line.sold_at DESC, '
     'order_line.order_id DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('variant_row', None),
      ('upper_at', 'moment'),
      ('since', 'moment'),
      ('upper_at', 'moment'),
      ('upper_id', 'id'),
      ('rows', None),
      (None, 0)),
     ((0, 'moment'), (1, 'id'))),
    # repositories.order_products.SOLD_IN_STATE
    '40730c7680d779c9dabe82e7': ('SELECT walked.sold_at, walked.order_id \n'
     'FROM (SELECT DISTINCT order_line.sold_at AS sold_at, order_line.order_id AS order_id \n'
     'FROM order_line \n'
     'WHERE order_line.variant_row = ? AND order_line.sold_at <= ? AND order_line.sold_at >= ? AND '
     '(order_line.sold_at < ? OR order_line.order_id < ?) ORDER BY order_line.sold_at DESC, '
     'order_line.order_id DESC\n'
     ' LIMIT ? OFFSET ?) AS walked JOIN sale_order ON sale_order.state = ? AND sale_order.paid_at = '
     'walked.sold_at ORDER BY walked.sold_at DESC, walked.order_id DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('variant_row', None),
      ('upper_at', 'moment'),
      ('since', 'moment'),
      ('upper_at', 'moment'),
      ('upper_id', 'id'),
      (None, 300),
      (None, 0),
      ('state', None),
      ('rows', None),
      (None, 0)),
     ((0, 'moment'), (1, 'id'))),
    # repositories.order_products.IN_STATE_SOLD
    '4a71ae85e2a5ebd1aa931c6b': ('SELECT DISTINCT in_state.paid_at, in_state.id \n'
     'FROM (SELECT sale_order.paid_at AS paid_at, sale_order.id AS id \n'
     'FROM sale_order \n'
     'WHERE sale_order.state = ? AND sale_order.paid_at <= ? AND sale_order.paid_at >= ? AND '
     '(sale_order.paid_at < ? OR sale_order.id < ?) ORDER BY sale_order.paid_at DESC, sale_order.id '
     'DESC\n'
     ' LIMIT ? OFFSET ?) AS in_state JOIN order_line ON order_line.variant_row IN (?, ?, ?, ?, ?, ?, '
     '?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AND order_line.sold_at = in_state.paid_at AND '
     'order_line.order_id = in_state.id',
     False,
     (('state', None),
      ('upper_at', 'moment'),
      ('since', 'moment'),
      ('upper_at', 'moment'),
      ('upper_id', 'id'),
      (None, 60),
      (None, 0),
      ('variant_0', None),
      ('variant_1', None),
      ('variant_2', None),
      ('variant_3', None),
      ('variant_4', None),
      ('variant_5', None),
      ('variant_6', None),
      ('variant_7', None),
      ('variant_8', None),
      ('variant_9', None),
      ('variant_10', None),
      ('variant_11', None),
      ('variant_12', None),
      ('variant_13', None),
      ('variant_14', None),
      ('variant_15', None),
      ('variant_16', None),
      ('variant_17', None),
      ('variant_18', None),
      ('variant_19', None)),
     ((0, 'moment'), (1, 'id'))),
    # repositories.orders._INSERT
    '4e8ad0c55dd5612f15bed8b8': ('INSERT INTO sale_order (id, register_id, sequence, number, ticket_number, shift_id, person_id, '
     'person_name, state, currency, prices_include_tax, customer, customer_key, note, items_milli, '
     'lines_removed, subtotal_minor, discount_minor, tax_minor, total_minor, rounding_minor, '
     'opened_at, paid_at, offset_minutes, tips_minor, returned_minor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '
     '?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('register_id', 'id'),
      ('sequence', None),
      ('number', None),
      ('ticket_number', None),
      ('shift_id', 'id'),
      ('person_id', 'id'),
      ('person_name', None),
      ('state', None),
      ('currency', None),
      ('prices_include_tax', 'truth'),
      ('customer', None),
      ('customer_key', None),
      ('note', None),
      ('items_milli', None),
      ('lines_removed', None),
      ('subtotal_minor', None),
      ('discount_minor', None),
      ('tax_minor', None),
      ('total_minor', None),
      ('rounding_minor', None),
      ('opened_at', 'moment'),
      ('paid_at', 'moment'),
      ('offset_minutes', None),
      ('tips_minor', None),
      ('returned_minor', None)),
     ()),
    # repositories.orders._INSERT_LINE
    'f6b36fb9281993d58c13a45a': ('INSERT INTO order_line (id, order_id, position, variant_row, variant_id, name, unit, weighed, '
     'quantity_milli, unit_price_minor, list_price_minor, amount_minor, line_discount_minor, '
     'ticket_discount_minor, discount_words, net_minor, tax_minor, total_minor, taxes, note, sold_at, '
     'returns_line_id, return_reason, restocked, issues) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '
     '?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('order_id', 'id'),
      ('position', None),
      ('variant_row', None),
      ('variant_id', 'id'),
      ('name', None),
      ('unit', None),
      ('weighed', 'truth'),
      ('quantity_milli', None),
      ('unit_price_minor', None),
      ('list_price_minor', None),
      ('amount_minor', None),
      ('line_discount_minor', None),
      ('ticket_discount_minor', None),
      ('discount_words', None),
      ('net_minor', None),
      ('tax_minor', None),
      ('total_minor', None),
      ('taxes', None),
      ('note', None),
      ('sold_at', 'moment'),
      ('returns_line_id', 'id'),
      ('return_reason', None),
      ('restocked', 'truth'),
      ('issues', None)),
     ()),
    # repositories.orders._INSERT_TAX
    'e72edde5be427f2df270bd7d': ('INSERT INTO order_tax (order_id, position, name, rate, net_minor, tax_minor) VALUES (?, ?, ?, ?, '
     '?, ?)',
     True,
     (('order_id', 'id'),
      ('position', None),
      ('name', None),
      ('rate', 'decimal'),
      ('net_minor', None),
      ('tax_minor', None)),
     ()),
    # repositories.orders._INSERT_TENDER
    '6e453f5e78411285315c1e3e': ('INSERT INTO tender (id, order_id, shift_id, kind, state, amount_minor, given_minor, '
     'change_minor, rounding_minor, taken_at, tip_minor, payment_id, refund_id, returns_tender_id, '
     'label, last_four, foreign_currency, foreign_minor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '
     '?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('order_id', 'id'),
      ('shift_id', 'id'),
      ('kind', None),
      ('state', None),
      ('amount_minor', None),
      ('given_minor', None),
      ('change_minor', None),
      ('rounding_minor', None),
      ('taken_at', 'moment'),
      ('tip_minor', None),
      ('payment_id', 'id'),
      ('refund_id', 'id'),
      ('returns_tender_id', 'id'),
      ('label', None),
      ('last_four', None),
      ('foreign_currency', None),
      ('foreign_minor', None)),
     ()),
    # repositories.orders._EXISTS
    'ac682a05e19aee7a6ad86a7f': ('SELECT sale_order.id \nFROM sale_order \nWHERE sale_order.id = ?',
     False,
     (('order_id', 'id'),),
     ((0, 'id'),)),
    # repositories.orders._BY_NUMBER
    '0fe5377cd3900d6cbd06c4da': ('SELECT sale_order.id \nFROM sale_order \nWHERE sale_order.number = ?',
     False,
     (('number', None),),
     ((0, 'id'),)),
    # repositories.orders._SET_STATE
    '0f73a2ed9846da49402dad37': ('UPDATE sale_order SET state=? WHERE sale_order.id = ?',
     True,
     (('state', None), ('order_id', 'id')),
     ()),
    # repositories.orders._SET_TENDERS_STATE
    'eec2ef18e135fcd23cb5fb07': ('UPDATE tender SET state=? WHERE tender.order_id = ?',
     True,
     (('state', None), ('for_order', 'id')),
     ()),
    # repositories.orders._ORDER
    '7745008455c6630e97bfdaf3': ('SELECT sale_order.id, sale_order.number, sale_order.sequence, sale_order.ticket_number, '
     'register.number AS number_1, sale_order.shift_id, sale_order.person_name, sale_order.state, '
     'sale_order.currency, sale_order.prices_include_tax, coalesce(sale_order.customer, ?) AS '
     'coalesce_1, coalesce(sale_order.note, ?) AS coalesce_3, sale_order.subtotal_minor, '
     'sale_order.discount_minor, sale_order.tax_minor, sale_order.total_minor, '
     'sale_order.rounding_minor, sale_order.opened_at, sale_order.paid_at, sale_order.tips_minor, '
     'sale_order.returned_minor \n'
     'FROM sale_order JOIN register ON register.id = sale_order.register_id \n'
     'WHERE sale_order.id = ?',
     False,
     ((None, ''), (None, ''), ('order_id', 'id')),
     ((0, 'id'), (5, 'id'), (9, 'truth'), (17, 'moment'), (18, 'moment'))),
    # repositories.orders._LINES
    'fa0ab8cbdc6534dac44ee7e6': ('SELECT order_line.id, order_line.name, order_line.quantity_milli, order_line.weighed, '
     'order_line.unit, order_line.unit_price_minor, order_line.list_price_minor, '
     'order_line.amount_minor, order_line.line_discount_minor, coalesce(order_line.discount_words, ?) '
     'AS coalesce_1, order_line.net_minor, order_line.tax_minor, order_line.total_minor, '
     'coalesce(order_line.note, ?) AS coalesce_3, order_line.variant_row, order_line.taxes, '
     'order_line.returns_line_id, coalesce(order_line.return_reason, ?) AS coalesce_5, '
     'order_line.restocked, coalesce(order_line.issues, ?) AS coalesce_7, coalesce((SELECT '
     'sold_order.number \n'
     'FROM sale_order AS sold_order JOIN order_line AS sold_line ON sold_line.order_id = '
     'sold_order.id \n'
     'WHERE sold_line.id = order_line.returns_line_id), ?) AS coalesce_9 \n'
     'FROM order_line \n'
     'WHERE order_line.order_id = ? ORDER BY order_line.position',
     False,
     ((None, ''), (None, ''), (None, ''), (None, ''), (None, ''), ('order_id', 'id')),
     ((0, 'id'), (3, 'truth'), (15, 'json'), (16, 'id'), (18, 'truth'))),
    # repositories.orders._TAXES
    '4557ee1af5157a756f925a18': ('SELECT order_tax.name, order_tax.rate, order_tax.net_minor, order_tax.tax_minor \n'
     'FROM order_tax \n'
     'WHERE order_tax.order_id = ? ORDER BY order_tax.position',
     False,
     (('order_id', 'id'),),
     ((1, 'decimal'),)),
    # repositories.orders._SET_TENDER_STATE
    '6ddb500f634472b8e23ab226': ('UPDATE tender SET state=? WHERE tender.id = ?', True, (('state', None), ('tender_id', 'id')), ()),
    # repositories.orders._TENDERS
    '5b5251bce3bf68e2cefc64a4': ('SELECT tender.id, tender.kind, tender.state, tender.amount_minor, tender.given_minor, '
     'tender.change_minor, tender.rounding_minor, tender.tip_minor, tender.payment_id, '
     'tender.refund_id, coalesce(tender.label, ?) AS coalesce_1, coalesce(tender.foreign_currency, ?) '
     'AS coalesce_3, tender.foreign_minor, payment.balance_minor, coalesce(payment.authorisation, ?) '
     'AS coalesce_5, tender.returns_tender_id \n'
     'FROM tender LEFT OUTER JOIN payment ON payment.id = tender.payment_id \n'
     'WHERE tender.order_id = ? ORDER BY tender.taken_at, tender.id',
     False,
     ((None, ''), (None, ''), (None, ''), ('order_id', 'id')),
     ((0, 'id'), (8, 'id'), (9, 'id'), (15, 'id'))),
    # repositories.outbox._INSERT
    '79b175c107f0579ca2d5cbb4': ('INSERT INTO outbox (id, lane, topic, subject_id, body, state, created_at) VALUES (?, ?, ?, ?, ?, '
     '?, ?)',
     True,
     (('id', 'id'),
      ('lane', None),
      ('topic', None),
      ('subject_id', 'id'),
      ('body', 'json'),
      ('state', None),
      ('created_at', 'moment')),
     ()),
    # repositories.outbox.UNROUTED_COUNT
    'a89dc38a3eddb36ab075a37a': ("SELECT count(*) AS count_1 \nFROM outbox \nWHERE outbox.state = 'waiting'", False, (), ()),
    # repositories.outbox.LIVE_COUNT
    '0b8b1bea722b77f3d372008d': ('SELECT count(*) AS count_1 \n'
     'FROM delivery \n'
     "WHERE delivery.state IN ('waiting', 'claimed', 'parked')",
     False,
     (),
     ()),
    # repositories.outbox.UNROUTED
    'f8a18bde886bade0a97bafb4': ('SELECT outbox.id, outbox.seq, outbox.lane, outbox.topic, outbox.subject_id, outbox.body, '
     'outbox.created_at \n'
     'FROM outbox \n'
     "WHERE outbox.state = 'waiting' ORDER BY outbox.seq\n"
     ' LIMIT ? OFFSET ?',
     False,
     (('most', None), (None, 0)),
     ((0, 'id'), (4, 'id'), (5, 'json'), (6, 'moment'))),
    # repositories.outbox.TO_ROUTE
    'fb62aa0f5c69ee42f07de61c': ('SELECT outbox.id, outbox.seq, outbox.lane, outbox.topic, outbox.subject_id, outbox.body, '
     'outbox.created_at \n'
     'FROM outbox \n'
     "WHERE outbox.state = 'waiting' ORDER BY outbox.seq\n"
     ' LIMIT ? OFFSET ?',
     False,
     (('most', None), (None, 0)),
     ((0, 'id'), (4, 'id'), (5, 'json'), (6, 'moment'))),
    # repositories.outbox._ROUTED
    '8bf0d54fd6228035f0f8f4f1': ('UPDATE outbox SET state=? WHERE outbox.id = ?', True, ((None, 'routed'), ('event_id', 'id')), ()),
    # repositories.payment_methods._LISTED
    'ea3768af10612a00324a172c': ('SELECT payment_method.id, payment_method.kind, payment_method.provider, payment_method.name, '
     'payment_method.settings, payment_method.rules, payment_method.position, payment_method.active \n'
     'FROM payment_method \n'
     'WHERE payment_method.removed_at IS NULL ORDER BY payment_method.position, payment_method.id',
     False,
     (),
     ((0, 'id'), (4, 'json'), (5, 'json'), (7, 'truth'))),
    # repositories.payment_methods._GET
    '13fd3064e40e8b44d474e0b0': ('SELECT payment_method.id, payment_method.kind, payment_method.provider, payment_method.name, '
     'payment_method.settings, payment_method.rules, payment_method.position, payment_method.active \n'
     'FROM payment_method \n'
     'WHERE payment_method.id = ?',
     False,
     (('method_id', 'id'),),
     ((0, 'id'), (4, 'json'), (5, 'json'), (7, 'truth'))),
    # repositories.payment_methods._SAVE
    'f349f1521c7da48d2079e3c6': ('INSERT INTO payment_method (id, kind, provider, name, settings, rules, position, active, '
     'removed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = '
     'excluded.name, settings = excluded.settings, rules = excluded.rules, position = '
     'excluded.position, active = excluded.active',
     True,
     (('id', 'id'),
      ('kind', None),
      ('provider', None),
      ('name', None),
      ('settings', 'json'),
      ('rules', 'json'),
      ('position', None),
      ('active', 'truth'),
      ('removed_at', 'moment')),
     ()),
    # repositories.payment_methods._REMOVE
    '5dc02f13cf058638a0ded927': ('UPDATE payment_method SET active=?, removed_at=? WHERE payment_method.id = ?',
     True,
     ((None, 0), ('at', 'moment'), ('method_id', 'id')),
     ()),
    # repositories.payments._INSERT
    '49ba76c21df74f38063c9734': ('INSERT INTO payment (id, "key", ticket_id, register_id, shift_id, method_id, kind, provider, '
     'state, stop, amount_minor, tip_minor, rounding_minor, given_minor, change_minor, currency, '
     'foreign_currency, foreign_minor, order_words, ask_tip, capture, reader, token, reference, '
     'provider_ref, brand, last_four, authorisation, entry, decline, phase, action_url, balance_minor, '
     'person_id, approved_by, decided_by, created_at, changed_at, waits_until_at, asks, next_at, '
     'last_error, charge_on, capture_state, capture_minor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '
     '?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '
     '?)',
     True,
     (('id', 'id'),
      ('key', None),
      ('ticket_id', 'id'),
      ('register_id', 'id'),
      ('shift_id', 'id'),
      ('method_id', 'id'),
      ('kind', None),
      ('provider', None),
      ('state', None),
      ('stop', 'truth'),
      ('amount_minor', None),
      ('tip_minor', None),
      ('rounding_minor', None),
      ('given_minor', None),
      ('change_minor', None),
      ('currency', None),
      ('foreign_currency', None),
      ('foreign_minor', None),
      ('order_words', None),
      ('ask_tip', 'truth'),
      ('capture', 'truth'),
      ('reader', None),
      ('token', None),
      ('reference', None),
      ('provider_ref', None),
      ('brand', None),
      ('last_four', None),
      ('authorisation', None),
      ('entry', None),
      ('decline', None),
      ('phase', None),
      ('action_url', None),
      ('balance_minor', None),
      ('person_id', 'id'),
      ('approved_by', 'id'),
      ('decided_by', 'id'),
      ('created_at', 'moment'),
      ('changed_at', 'moment'),
      ('waits_until_at', 'moment'),
      ('asks', None),
      ('next_at', 'moment'),
      ('last_error', None),
      ('charge_on', None),
      ('capture_state', None),
      ('capture_minor', None)),
     ()),
    # repositories.payments._SAVE
    '23e10118f17dbd72ef1c38ea': ('UPDATE payment SET state=?, stop=?, amount_minor=?, tip_minor=?, rounding_minor=?, '
     'given_minor=?, change_minor=?, foreign_currency=?, foreign_minor=?, ask_tip=?, capture=?, '
     'reader=?, token=?, reference=?, provider_ref=?, brand=?, last_four=?, authorisation=?, entry=?, '
     'decline=?, phase=?, action_url=?, balance_minor=?, decided_by=?, changed_at=?, waits_until_at=?, '
     'asks=?, next_at=?, last_error=?, charge_on=?, capture_state=?, capture_minor=? WHERE payment.id '
     '= ?',
     True,
     (('state', None),
      ('stop', 'truth'),
      ('amount_minor', None),
      ('tip_minor', None),
      ('rounding_minor', None),
      ('given_minor', None),
      ('change_minor', None),
      ('foreign_currency', None),
      ('foreign_minor', None),
      ('ask_tip', 'truth'),
      ('capture', 'truth'),
      ('reader', None),
      ('token', None),
      ('reference', None),
      ('provider_ref', None),
      ('brand', None),
      ('last_four', None),
      ('authorisation', None),
      ('entry', None),
      ('decline', None),
      ('phase', None),
      ('action_url', None),
      ('balance_minor', None),
      ('decided_by', 'id'),
      ('changed_at', 'moment'),
      ('waits_until_at', 'moment'),
      ('asks', None),
      ('next_at', 'moment'),
      ('last_error', None),
      ('charge_on', None),
      ('capture_state', None),
      ('capture_minor', None),
      ('payment_id', 'id')),
     ()),
    # repositories.payments._GET
    '3265cfd13d34492d4562cec0': ('SELECT payment.id, payment."key", payment.ticket_id, payment.register_id, payment.shift_id, '
     'payment.method_id, payment.kind, payment.provider, payment.state, payment.amount_minor, '
     'payment.currency, payment.order_words, payment.person_id, payment.created_at, '
     'payment.changed_at, payment.stop, payment.tip_minor, payment.rounding_minor, '
     'payment.given_minor, payment.change_minor, payment.foreign_currency, payment.foreign_minor, '
     'payment.ask_tip, payment.capture, payment.reader, payment.token, payment.reference, '
     'payment.provider_ref, payment.brand, payment.last_four, payment.authorisation, payment.entry, '
     'payment.decline, payment.phase, payment.action_url, payment.balance_minor, payment.approved_by, '
     'payment.decided_by, payment.waits_until_at, payment.asks, payment.next_at, payment.last_error, '
     'payment.charge_on, payment.capture_state, payment.capture_minor \n'
     'FROM payment \n'
     'WHERE payment.id = ?',
     False,
     (('payment_id', 'id'),),
     ((0, 'id'),
      (2, 'id'),
      (3, 'id'),
      (4, 'id'),
      (5, 'id'),
      (12, 'id'),
      (13, 'moment'),
      (14, 'moment'),
      (15, 'truth'),
      (22, 'truth'),
      (23, 'truth'),
      (36, 'id'),
      (37, 'id'),
      (38, 'moment'),
      (40, 'moment'))),
    # repositories.payments._OF_TICKET
    '79cd0adb67b208331ed86d13': ('SELECT payment.id, payment."key", payment.ticket_id, payment.register_id, payment.shift_id, '
     'payment.method_id, payment.kind, payment.provider, payment.state, payment.amount_minor, '
     'payment.currency, payment.order_words, payment.person_id, payment.created_at, '
     'payment.changed_at, payment.stop, payment.tip_minor, payment.rounding_minor, '
     'payment.given_minor, payment.change_minor, payment.foreign_currency, payment.foreign_minor, '
     'payment.ask_tip, payment.capture, payment.reader, payment.token, payment.reference, '
     'payment.provider_ref, payment.brand, payment.last_four, payment.authorisation, payment.entry, '
     'payment.decline, payment.phase, payment.action_url, payment.balance_minor, payment.approved_by, '
     'payment.decided_by, payment.waits_until_at, payment.asks, payment.next_at, payment.last_error, '
     'payment.charge_on, payment.capture_state, payment.capture_minor \n'
     'FROM payment \n'
     'WHERE payment.ticket_id = ? ORDER BY payment.created_at, payment.id',
     False,
     (('for_ticket', 'id'),),
     ((0, 'id'),
      (2, 'id'),
      (3, 'id'),
      (4, 'id'),
      (5, 'id'),
      (12, 'id'),
      (13, 'moment'),
      (14, 'moment'),
      (15, 'truth'),
      (22, 'truth'),
      (23, 'truth'),
      (36, 'id'),
      (37, 'id'),
      (38, 'moment'),
      (40, 'moment'))),
    # repositories.payments._EVERY_OPEN
    '6552f22b299363b10eaf234a': ('SELECT payment.id, payment."key", payment.ticket_id, payment.register_id, payment.shift_id, '
     'payment.method_id, payment.kind, payment.provider, payment.state, payment.amount_minor, '
     'payment.currency, payment.order_words, payment.person_id, payment.created_at, '
     'payment.changed_at, payment.stop, payment.tip_minor, payment.rounding_minor, '
     'payment.given_minor, payment.change_minor, payment.foreign_currency, payment.foreign_minor, '
     'payment.ask_tip, payment.capture, payment.reader, payment.token, payment.reference, '
     'payment.provider_ref, payment.brand, payment.last_four, payment.authorisation, payment.entry, '
     'payment.decline, payment.phase, payment.action_url, payment.balance_minor, payment.approved_by, '
     'payment.decided_by, payment.waits_until_at, payment.asks, payment.next_at, payment.last_error, '
     'payment.charge_on, payment.capture_state, payment.capture_minor \n'
     'FROM payment \n'
     'WHERE payment.next_at IS NOT NULL AND (payment.state = ? OR payment.state = ? OR payment.state = '
     '? OR payment.state = ?) ORDER BY payment.created_at, payment.id',
     False,
     ((None, 'action_needed'), (None, 'created'), (None, 'sent'), (None, 'unknown')),
     ((0, 'id'),
      (2, 'id'),
      (3, 'id'),
      (4, 'id'),
      (5, 'id'),
      (12, 'id'),
      (13, 'moment'),
      (14, 'moment'),
      (15, 'truth'),
      (22, 'truth'),
      (23, 'truth'),
      (36, 'id'),
      (37, 'id'),
      (38, 'moment'),
      (40, 'moment'))),
    # repositories.payments.OPEN_TICKETS
    '97d6e4ba5ce7af98cd9a72a1': ('SELECT ticket.id \n'
     'FROM ticket \n'
     "WHERE ticket.state IN ('open', 'parked') AND (ticket.order_state = ? OR ticket.order_state = ?)",
     False,
     ((None, 'validated'), (None, 'partially_paid')),
     ((0, 'id'),)),
    # repositories.payments.TO_SETTLE
    'd9347f9cad5baa6362ff3241': ('SELECT ticket.id \n'
     'FROM ticket \n'
     "WHERE ticket.state IN ('open', 'parked') AND (ticket.order_state = ? OR ticket.order_state = ? "
     'AND (NOT (EXISTS (SELECT ? AS anon_1 \n'
     'FROM payment \n'
     'WHERE payment.ticket_id = ticket.id AND (payment.state = ? OR payment.state = ? OR payment.state '
     '= ? OR payment.state = ?))) OR (EXISTS (SELECT ? AS anon_1 \n'
     'FROM payment \n'
     'WHERE payment.ticket_id = ticket.id AND (payment.state = ? OR payment.state = ?)))))',
     False,
     ((None, 'partially_paid'),
      (None, 'validated'),
      (None, 1),
      (None, 'action_needed'),
      (None, 'created'),
      (None, 'sent'),
      (None, 'unknown'),
      (None, 1),
      (None, 'authorised'),
      (None, 'taken')),
     ((0, 'id'),)),
    # repositories.payments.DUE
    '41c44f14a7a0ce5e59f79df0': ('SELECT payment.id, payment.method_id, payment.provider, payment.stop = 1 OR payment.state = ? OR '
     'payment.state = ? AS anon_1 \n'
     'FROM payment \n'
     'WHERE payment.next_at IS NOT NULL AND (payment.next_at <= ? OR payment.next_at > ?) ORDER BY '
     'payment.next_at, payment.id\n'
     ' LIMIT ? OFFSET ?',
     False,
     ((None, 'unknown'),
      (None, 'authorised'),
      ('now', 'moment'),
      ('longest', 'moment'),
      ('most', None),
      (None, 0)),
     ((0, 'id'), (1, 'id'), (3, 'truth'))),
    # repositories.payments.NEXT_DUE
    '97a2a709d2fecef6cdb32912': ('SELECT min(payment.next_at) AS min_1 \nFROM payment \nWHERE payment.next_at IS NOT NULL',
     False,
     (),
     ((0, 'moment'),)),
    # repositories.payments._INTO_SHIFT
    '9dfd31e4995110bd7a4da856': ('UPDATE payment SET shift_id=? WHERE payment.id = ?',
     True,
     (('into_shift', 'id'), ('payment_id', 'id')),
     ()),
    # repositories.payments._ASK_AFTER
    '86a5da8e025d5eb65e1d5b2e': ('UPDATE payment SET stop=?, next_at=? WHERE payment.id = ? AND (payment.state = ? OR '
     'payment.state = ? OR payment.state = ? OR payment.state = ?)',
     True,
     (('stop', 'truth'),
      ('next_at', 'moment'),
      ('payment_id', 'id'),
      (None, 'action_needed'),
      (None, 'created'),
      (None, 'sent'),
      (None, 'unknown')),
     ()),
    # repositories.payments._BETWEEN
    'aa540417952a116d9dc9b8f5': ('SELECT payment.id, payment."key", payment.ticket_id, payment.register_id, payment.shift_id, '
     'payment.method_id, payment.kind, payment.provider, payment.state, payment.amount_minor, '
     'payment.currency, payment.order_words, payment.person_id, payment.created_at, '
     'payment.changed_at, payment.stop, payment.tip_minor, payment.rounding_minor, '
     'payment.given_minor, payment.change_minor, payment.foreign_currency, payment.foreign_minor, '
     'payment.ask_tip, payment.capture, payment.reader, payment.token, payment.reference, '
     'payment.provider_ref, payment.brand, payment.last_four, payment.authorisation, payment.entry, '
     'payment.decline, payment.phase, payment.action_url, payment.balance_minor, payment.approved_by, '
     'payment.decided_by, payment.waits_until_at, payment.asks, payment.next_at, payment.last_error, '
     'payment.charge_on, payment.capture_state, payment.capture_minor \n'
     'FROM payment \n'
     'WHERE payment.method_id = ? AND payment.created_at >= ? AND payment.created_at < ? ORDER BY '
     'payment.created_at, payment.id',
     False,
     (('for_method', 'id'), ('since', 'moment'), ('until', 'moment')),
     ((0, 'id'),
      (2, 'id'),
      (3, 'id'),
      (4, 'id'),
      (5, 'id'),
      (12, 'id'),
      (13, 'moment'),
      (14, 'moment'),
      (15, 'truth'),
      (22, 'truth'),
      (23, 'truth'),
      (36, 'id'),
      (37, 'id'),
      (38, 'moment'),
      (40, 'moment'))),
    # repositories.payments.HELD
    '9af67abd928d00d82c5b8af2': ('SELECT payment.id, payment."key", payment.ticket_id, payment.register_id, payment.shift_id, '
     'payment.method_id, payment.kind, payment.provider, payment.state, payment.amount_minor, '
     'payment.currency, payment.order_words, payment.person_id, payment.created_at, '
     'payment.changed_at, payment.stop, payment.tip_minor, payment.rounding_minor, '
     'payment.given_minor, payment.change_minor, payment.foreign_currency, payment.foreign_minor, '
     'payment.ask_tip, payment.capture, payment.reader, payment.token, payment.reference, '
     'payment.provider_ref, payment.brand, payment.last_four, payment.authorisation, payment.entry, '
     'payment.decline, payment.phase, payment.action_url, payment.balance_minor, payment.approved_by, '
     'payment.decided_by, payment.waits_until_at, payment.asks, payment.next_at, payment.last_error, '
     'payment.charge_on, payment.capture_state, payment.capture_minor \n'
     'FROM payment \n'
     'WHERE payment.state = ? ORDER BY payment.created_at, payment.id',
     False,
     ((None, 'authorised'),),
     ((0, 'id'),
      (2, 'id'),
      (3, 'id'),
      (4, 'id'),
      (5, 'id'),
      (12, 'id'),
      (13, 'moment'),
      (14, 'moment'),
      (15, 'truth'),
      (22, 'truth'),
      (23, 'truth'),
      (36, 'id'),
      (37, 'id'),
      (38, 'moment'),
      (40, 'moment'))),
    # repositories.payments.CAPTURES
    'f6b2e83361db7bc33573e6f4': ('SELECT payment.id, payment."key", payment.ticket_id, payment.register_id, payment.shift_id, '
     'payment.method_id, payment.kind, payment.provider, payment.state, payment.amount_minor, '
     'payment.currency, payment.order_words, payment.person_id, payment.created_at, '
     'payment.changed_at, payment.stop, payment.tip_minor, payment.rounding_minor, '
     'payment.given_minor, payment.change_minor, payment.foreign_currency, payment.foreign_minor, '
     'payment.ask_tip, payment.capture, payment.reader, payment.token, payment.reference, '
     'payment.provider_ref, payment.brand, payment.last_four, payment.authorisation, payment.entry, '
     'payment.decline, payment.phase, payment.action_url, payment.balance_minor, payment.approved_by, '
     'payment.decided_by, payment.waits_until_at, payment.asks, payment.next_at, payment.last_error, '
     'payment.charge_on, payment.capture_state, payment.capture_minor \n'
     'FROM payment \n'
     'WHERE payment.capture_state IS NOT NULL ORDER BY payment.created_at, payment.id',
     False,
     (),
     ((0, 'id'),
      (2, 'id'),
      (3, 'id'),
      (4, 'id'),
      (5, 'id'),
      (12, 'id'),
      (13, 'moment'),
      (14, 'moment'),
      (15, 'truth'),
      (22, 'truth'),
      (23, 'truth'),
      (36, 'id'),
      (37, 'id'),
      (38, 'moment'),
      (40, 'moment'))),
    # repositories.payments._BY_REF
    '14b7c73a125b3ad621f98235': ('SELECT payment.id, payment."key", payment.ticket_id, payment.register_id, payment.shift_id, '
     'payment.method_id, payment.kind, payment.provider, payment.state, payment.amount_minor, '
     'payment.currency, payment.order_words, payment.person_id, payment.created_at, '
     'payment.changed_at, payment.stop, payment.tip_minor, payment.rounding_minor, '
     'payment.given_minor, payment.change_minor, payment.foreign_currency, payment.foreign_minor, '
     'payment.ask_tip, payment.capture, payment.reader, payment.token, payment.reference, '
     'payment.provider_ref, payment.brand, payment.last_four, payment.authorisation, payment.entry, '
     'payment.decline, payment.phase, payment.action_url, payment.balance_minor, payment.approved_by, '
     'payment.decided_by, payment.waits_until_at, payment.asks, payment.next_at, payment.last_error, '
     'payment.charge_on, payment.capture_state, payment.capture_minor \n'
     'FROM payment \n'
     'WHERE payment.provider_ref = ? ORDER BY payment.created_at, payment.id\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('ref', None), (None, 1), (None, 0)),
     ((0, 'id'),
      (2, 'id'),
      (3, 'id'),
      (4, 'id'),
      (5, 'id'),
      (12, 'id'),
      (13, 'moment'),
      (14, 'moment'),
      (15, 'truth'),
      (22, 'truth'),
      (23, 'truth'),
      (36, 'id'),
      (37, 'id'),
      (38, 'moment'),
      (40, 'moment'))),
    # repositories.payments._INSERT_EVENT
    'f7396b20782d7a0de4c23ce9': ('INSERT INTO payment_event (id, payment_id, refund_id, at, kind, body) VALUES (?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('payment_id', 'id'),
      ('refund_id', 'id'),
      ('at', 'moment'),
      ('kind', None),
      ('body', 'json')),
     ()),
    # repositories.payments._EVENTS
    '2c7115a15b84609791912f69': ('SELECT payment_event.at, payment_event.kind, payment_event.body \n'
     'FROM payment_event \n'
     'WHERE payment_event.payment_id = ? ORDER BY payment_event.at, payment_event.id',
     False,
     (('for_payment', 'id'),),
     ((0, 'moment'), (2, 'json'))),
    # repositories.people._ALL
    '3e030dd93a1b7c29fda41cac': ('SELECT person.id, person.name, person.role_id, role.name AS name_1, role.permissions, '
     'role.limits, person.pin_length, person.active, person.pin_hash IS NOT NULL AS anon_1, '
     'person.badge_key IS NOT NULL AS anon_2, person.wrong_attempts, person.locked_until_at, '
     'person.last_seen_at, person.language \n'
     'FROM person JOIN role ON role.id = person.role_id ORDER BY person.name, person.id',
     False,
     (),
     ((0, 'id'),
      (2, 'id'),
      (4, 'json'),
      (5, 'json'),
      (7, 'truth'),
      (8, 'truth'),
      (9, 'truth'),
      (11, 'moment'),
      (12, 'moment'))),
    # repositories.people._ONE
    'ea85ef72095b5ba50a4bdf56': ('SELECT person.id, person.name, person.role_id, role.name AS name_1, role.permissions, '
     'role.limits, person.pin_length, person.active, person.pin_hash IS NOT NULL AS anon_1, '
     'person.badge_key IS NOT NULL AS anon_2, person.wrong_attempts, person.locked_until_at, '
     'person.last_seen_at, person.language \n'
     'FROM person JOIN role ON role.id = person.role_id \n'
     'WHERE person.id = ?',
     False,
     (('person_id', 'id'),),
     ((0, 'id'),
      (2, 'id'),
      (4, 'json'),
      (5, 'json'),
      (7, 'truth'),
      (8, 'truth'),
      (9, 'truth'),
      (11, 'moment'),
      (12, 'moment'))),
    # repositories.people._BY_BADGE
    '31784d0c1fcd280402a047c9': ('SELECT person.id, person.name, person.role_id, role.name AS name_1, role.permissions, '
     'role.limits, person.pin_length, person.active, person.pin_hash IS NOT NULL AS anon_1, '
     'person.badge_key IS NOT NULL AS anon_2, person.wrong_attempts, person.locked_until_at, '
     'person.last_seen_at, person.language \n'
     'FROM person JOIN role ON role.id = person.role_id \n'
     'WHERE person.badge_key = ?',
     False,
     (('badge_key', None),),
     ((0, 'id'),
      (2, 'id'),
      (4, 'json'),
      (5, 'json'),
      (7, 'truth'),
      (8, 'truth'),
      (9, 'truth'),
      (11, 'moment'),
      (12, 'moment'))),
    # repositories.people._PIN_HASH
    '366e467a72074a36f2560540': ('SELECT person.id, person.pin_hash \nFROM person \nWHERE person.id = ?',
     False,
     (('person_id', 'id'),),
     ((0, 'id'),)),
    # repositories.people._ROLES
    '6a49118dcef107f687847f3d': ('SELECT role.id, role.name, role.permissions, role.limits \n'
     'FROM role ORDER BY role.position, role.id',
     False,
     (),
     ((0, 'id'), (2, 'json'), (3, 'json'))),
    # repositories.people._SAVE_ROLE
    '455ab19699a8ae618e08de8e': ('INSERT INTO role (id, name, permissions, limits, position) VALUES (?, ?, ?, ?, ?) ON CONFLICT '
     '(id) DO UPDATE SET name = excluded.name, permissions = excluded.permissions, limits = '
     'excluded.limits, position = excluded.position',
     True,
     (('id', 'id'), ('name', None), ('permissions', 'json'), ('limits', 'json'), ('position', None)),
     ()),
    # repositories.people._INSERT
    'bf3aa890f20d00cd8b24b6e1': ('INSERT INTO person (id, name, role_id, pin_hash, pin_length, badge_key, active, wrong_attempts, '
     'locked_until_at, last_seen_at, language) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('name', None),
      ('role_id', 'id'),
      ('pin_hash', None),
      ('pin_length', None),
      ('badge_key', None),
      ('active', 'truth'),
      ('wrong_attempts', None),
      ('locked_until_at', 'moment'),
      ('last_seen_at', 'moment'),
      ('language', None)),
     ()),
    # repositories.people._UPDATE
    'f18034d7fa834cb60c0258b4': ('UPDATE person SET name=?, role_id=?, active=? WHERE person.id = ?',
     True,
     (('name', None), ('role_id', 'id'), ('active', 'truth'), ('person_id', 'id')),
     ()),
    # repositories.people._SET_PIN
    '127e9d05ef799294977e31cc': ('UPDATE person SET pin_hash=?, pin_length=? WHERE person.id = ?',
     True,
     (('pin_hash', None), ('pin_length', None), ('person_id', 'id')),
     ()),
    # repositories.people._SET_BADGE
    '1ea6d0b699c11359fa17ba98': ('UPDATE person SET badge_key=? WHERE person.id = ?',
     True,
     (('badge_key', None), ('person_id', 'id')),
     ()),
    # repositories.people._SET_ATTEMPTS
    '2af06ac0117d7d190b1b6031': ('UPDATE person SET wrong_attempts=?, locked_until_at=? WHERE person.id = ?',
     True,
     (('wrong_attempts', None), ('locked_until_at', 'moment'), ('person_id', 'id')),
     ()),
    # repositories.people._SEEN
    '82f329ecf62cbeb581d85857': ('UPDATE person SET last_seen_at=? WHERE person.id = ?',
     True,
     (('last_seen_at', 'moment'), ('person_id', 'id')),
     ()),
    # repositories.print_jobs._INSERT
    '18d0188b6b29bcfe568c51d5': ('INSERT INTO print_job (id, kind, device_id, order_id, document, state, attempts, not_before_at, '
     'expires_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('kind', None),
      ('device_id', 'id'),
      ('order_id', 'id'),
      ('document', None),
      ('state', None),
      ('attempts', None),
      ('not_before_at', 'moment'),
      ('expires_at', 'moment'),
      ('created_at', 'moment')),
     ()),
    # repositories.print_jobs._RELEASE
    'c34f5c941dfd4428306456e6': ('UPDATE print_job SET state=?, not_before_at=? WHERE print_job.id = ? AND print_job.state = ?',
     True,
     ((None, 'queued'), ('at', 'moment'), ('job_id', 'id'), (None, 'held')),
     ()),
    # repositories.print_jobs._CANCEL
    '13a81dc6585c978d14cb7b78': ('UPDATE print_job SET state=?, finished_at=? WHERE print_job.id = ? AND (print_job.state = ? OR '
     'print_job.state = ? OR print_job.state = ?)',
     True,
     ((None, 'cancelled'),
      ('at', 'moment'),
      ('job_id', 'id'),
      (None, 'held'),
      (None, 'queued'),
      (None, 'unsure')),
     ()),
    # repositories.print_jobs._ASK_AGAIN
    '124ebaf314572e57c02a644f': ('UPDATE print_job SET state=?, not_before_at=?, last_error=?, finished_at=? WHERE '
     'print_job.device_id = ? AND print_job.state = ? AND print_job.kind != ?',
     True,
     ((None, 'queued'),
      ('at', 'moment'),
      (None, None),
      (None, None),
      ('for_device', 'id'),
      (None, 'failed'),
      (None, 'drawer')),
     ()),
    # repositories.print_jobs._DROP_FAILED
    '789615abe95f8969b320bdfb': ('UPDATE print_job SET state=?, finished_at=? WHERE print_job.device_id = ? AND print_job.state = '
     '? AND print_job.kind != ?',
     True,
     ((None, 'cancelled'), ('at', 'moment'), ('for_device', 'id'), (None, 'failed'), (None, 'drawer')),
     ()),
    # repositories.print_jobs._SLIPS_LEFT
    'ef15c96a6a34b5ec3879f5f7': ('SELECT count(*) AS count_1 \n'
     'FROM print_job \n'
     'WHERE print_job.device_id = ? AND print_job.kind = ? AND (print_job.state = ? OR print_job.state '
     '= ? OR print_job.state = ? OR print_job.state = ? OR print_job.state = ?)',
     False,
     (('for_device', 'id'),
      (None, 'value_slip'),
      (None, 'held'),
      (None, 'queued'),
      (None, 'unsure'),
      (None, 'printing'),
      (None, 'failed')),
     ()),
    # repositories.print_jobs._HAND_OVER_SLIPS
    '289ebf21817cd71351d663f1': ('UPDATE print_job SET device_id=?, state=CASE WHEN (print_job.state = ?) THEN ? ELSE '
     'print_job.state END, not_before_at=?, last_error=?, finished_at=? WHERE print_job.device_id = ? '
     'AND print_job.kind = ? AND (print_job.state = ? OR print_job.state = ? OR print_job.state = ? OR '
     'print_job.state = ? OR print_job.state = ?)',
     True,
     (('to_device', 'id'),
      (None, 'failed'),
      (None, 'queued'),
      ('at', 'moment'),
      (None, None),
      (None, None),
      ('for_device', 'id'),
      (None, 'value_slip'),
      (None, 'held'),
      (None, 'queued'),
      (None, 'unsure'),
      (None, 'printing'),
      (None, 'failed')),
     ()),
    # repositories.print_jobs._REWRITE
    'ea8f136e8037d5e660b0cadc': ('UPDATE print_job SET document=? WHERE print_job.id = ? AND print_job.state = ?',
     True,
     (('document', None), ('job_id', 'id'), (None, 'held')),
     ()),
    # repositories.print_jobs._HELD
    '54ac5c0929927c957d8b1e57': ('SELECT print_job.id \nFROM print_job \nWHERE print_job.state = ? ORDER BY print_job.seq',
     False,
     ((None, 'held'),),
     ((0, 'id'),)),
    # repositories.refunds._INSERT
    '622f15d42c69c6407454a3d7': ('INSERT INTO refund (id, "key", cause, ticket_id, payment_id, tender_id, register_id, shift_id, '
     'method_id, kind, provider, state, amount_minor, rounding_minor, currency, whole, reason, '
     'reference, label, refund_ref, voided, position, person_id, approved_by, created_at, changed_at, '
     'asks, next_at, last_error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '
     '?, ?, ?, ?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('key', None),
      ('cause', None),
      ('ticket_id', 'id'),
      ('payment_id', 'id'),
      ('tender_id', 'id'),
      ('register_id', 'id'),
      ('shift_id', 'id'),
      ('method_id', 'id'),
      ('kind', None),
      ('provider', None),
      ('state', None),
      ('amount_minor', None),
      ('rounding_minor', None),
      ('currency', None),
      ('whole', 'truth'),
      ('reason', None),
      ('reference', None),
      ('label', None),
      ('refund_ref', None),
      ('voided', 'truth'),
      ('position', None),
      ('person_id', 'id'),
      ('approved_by', 'id'),
      ('created_at', 'moment'),
      ('changed_at', 'moment'),
      ('asks', None),
      ('next_at', 'moment'),
      ('last_error', None)),
     ()),
    # repositories.refunds._SAVE
    '6b0c5c76c88d3faf2d135aef': ('UPDATE refund SET "key"=?, state=?, reference=?, refund_ref=?, voided=?, changed_at=?, asks=?, '
     'next_at=?, last_error=? WHERE refund.id = ?',
     True,
     (('key', None),
      ('state', None),
      ('reference', None),
      ('refund_ref', None),
      ('voided', 'truth'),
      ('changed_at', 'moment'),
      ('asks', None),
      ('next_at', 'moment'),
      ('last_error', None),
      ('refund_id', 'id')),
     ()),
    # repositories.refunds._GET
    '7d6601ca0a65992d79b34ce5': ('SELECT refund.id, refund."key", refund.cause, refund.ticket_id, refund.register_id, '
     'refund.shift_id, refund.kind, refund.provider, refund.state, refund.amount_minor, '
     'refund.currency, refund.person_id, refund.created_at, refund.changed_at, refund.payment_id, '
     'refund.tender_id, refund.method_id, refund.rounding_minor, refund.whole, refund.reason, '
     'refund.reference, refund.label, refund.refund_ref, refund.voided, refund.position, '
     'refund.approved_by, refund.asks, refund.next_at, refund.last_error \n'
     'FROM refund \n'
     'WHERE refund.id = ?',
     False,
     (('refund_id', 'id'),),
     ((0, 'id'),
      (3, 'id'),
      (4, 'id'),
      (5, 'id'),
      (11, 'id'),
      (12, 'moment'),
      (13, 'moment'),
      (14, 'id'),
      (15, 'id'),
      (16, 'id'),
      (18, 'truth'),
      (23, 'truth'),
      (25, 'id'),
      (27, 'moment'))),
    # repositories.refunds._OF_TICKET
    'fc9fcd1b9cdf198a1c583dd5': ('SELECT refund.id, refund."key", refund.cause, refund.ticket_id, refund.register_id, '
     'refund.shift_id, refund.kind, refund.provider, refund.state, refund.amount_minor, '
     'refund.currency, refund.person_id, refund.created_at, refund.changed_at, refund.payment_id, '
     'refund.tender_id, refund.method_id, refund.rounding_minor, refund.whole, refund.reason, '
     'refund.reference, refund.label, refund.refund_ref, refund.voided, refund.position, '
     'refund.approved_by, refund.asks, refund.next_at, refund.last_error \n'
     'FROM refund \n'
     'WHERE refund.ticket_id = ? ORDER BY refund.created_at, refund.position, refund.id',
     False,
     (('for_ticket', 'id'),),
     ((0, 'id'),
      (3, 'id'),
      (4, 'id'),
      (5, 'id'),
      (11, 'id'),
      (12, 'moment'),
      (13, 'moment'),
      (14, 'id'),
      (15, 'id'),
      (16, 'id'),
      (18, 'truth'),
      (23, 'truth'),
      (25, 'id'),
      (27, 'moment'))),
    # repositories.refunds._OF_PAYMENT
    '7954d131116d34a5d1ad76cd': ('SELECT refund.id, refund."key", refund.cause, refund.ticket_id, refund.register_id, '
     'refund.shift_id, refund.kind, refund.provider, refund.state, refund.amount_minor, '
     'refund.currency, refund.person_id, refund.created_at, refund.changed_at, refund.payment_id, '
     'refund.tender_id, refund.method_id, refund.rounding_minor, refund.whole, refund.reason, '
     'refund.reference, refund.label, refund.refund_ref, refund.voided, refund.position, '
     'refund.approved_by, refund.asks, refund.next_at, refund.last_error \n'
     'FROM refund \n'
     'WHERE refund.payment_id = ? ORDER BY refund.created_at, refund.position, refund.id',
     False,
     (('for_payment', 'id'),),
     ((0, 'id'),
      (3, 'id'),
      (4, 'id'),
      (5, 'id'),
      (11, 'id'),
      (12, 'moment'),
      (13, 'moment'),
      (14, 'id'),
      (15, 'id'),
      (16, 'id'),
      (18, 'truth'),
      (23, 'truth'),
      (25, 'id'),
      (27, 'moment'))),
    # repositories.refunds._OPEN
    '2ba3f58b8ee0a167f418d710': ('SELECT refund.id, refund."key", refund.cause, refund.ticket_id, refund.register_id, '
     'refund.shift_id, refund.kind, refund.provider, refund.state, refund.amount_minor, '
     'refund.currency, refund.person_id, refund.created_at, refund.changed_at, refund.payment_id, '
     'refund.tender_id, refund.method_id, refund.rounding_minor, refund.whole, refund.reason, '
     'refund.reference, refund.label, refund.refund_ref, refund.voided, refund.position, '
     'refund.approved_by, refund.asks, refund.next_at, refund.last_error \n'
     'FROM refund \n'
     'WHERE refund.next_at IS NOT NULL AND (refund.state = ? OR refund.state = ? OR refund.state = ?) '
     'ORDER BY refund.created_at, refund.position, refund.id',
     False,
     ((None, 'promised'), (None, 'sent'), (None, 'unknown')),
     ((0, 'id'),
      (3, 'id'),
      (4, 'id'),
      (5, 'id'),
      (11, 'id'),
      (12, 'moment'),
      (13, 'moment'),
      (14, 'id'),
      (15, 'id'),
      (16, 'id'),
      (18, 'truth'),
      (23, 'truth'),
      (25, 'id'),
      (27, 'moment'))),
    # repositories.refunds._REFUSED
    'b88db6132bc35d43a6f700f9': ('SELECT refund.id, refund."key", refund.cause, refund.ticket_id, refund.register_id, '
     'refund.shift_id, refund.kind, refund.provider, refund.state, refund.amount_minor, '
     'refund.currency, refund.person_id, refund.created_at, refund.changed_at, refund.payment_id, '
     'refund.tender_id, refund.method_id, refund.rounding_minor, refund.whole, refund.reason, '
     'refund.reference, refund.label, refund.refund_ref, refund.voided, refund.position, '
     'refund.approved_by, refund.asks, refund.next_at, refund.last_error \n'
     'FROM refund \n'
     'WHERE refund.state = ? ORDER BY refund.created_at, refund.position, refund.id',
     False,
     ((None, 'refused'),),
     ((0, 'id'),
      (3, 'id'),
      (4, 'id'),
      (5, 'id'),
      (11, 'id'),
      (12, 'moment'),
      (13, 'moment'),
      (14, 'id'),
      (15, 'id'),
      (16, 'id'),
      (18, 'truth'),
      (23, 'truth'),
      (25, 'id'),
      (27, 'moment'))),
    # repositories.refunds.DUE
    '0764e2124f34f94816209be4': ('SELECT refund.id, refund.method_id, refund.provider \n'
     'FROM refund \n'
     'WHERE refund.next_at IS NOT NULL AND refund.method_id IS NOT NULL AND (refund.next_at <= ? OR '
     'refund.next_at > ?) ORDER BY refund.next_at, refund.position, refund.id\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('now', 'moment'), ('longest', 'moment'), ('most', None), (None, 0)),
     ((0, 'id'), (1, 'id'))),
    # repositories.refunds.NEXT_DUE
    'bf619112c806ec9fa023fa2d': ('SELECT min(refund.next_at) AS min_1 \nFROM refund \nWHERE refund.next_at IS NOT NULL',
     False,
     (),
     ((0, 'moment'),)),
    # repositories.refunds._ASK_AFTER
    'e4e659d6b3e2aea4db75236d': ('UPDATE refund SET state=?, next_at=? WHERE refund.id = ? AND (refund.state = ? OR refund.state = '
     '? OR refund.state = ?)',
     True,
     (('state', None),
      ('next_at', 'moment'),
      ('refund_id', 'id'),
      (None, 'promised'),
      (None, 'sent'),
      (None, 'unknown')),
     ()),
    # repositories.refunds._EVENTS
    '12da0c57c94dfc8b32116e00': ('SELECT payment_event.at, payment_event.kind, payment_event.body \n'
     'FROM payment_event \n'
     'WHERE payment_event.refund_id = ? ORDER BY payment_event.at, payment_event.id',
     False,
     (('for_refund', 'id'),),
     ((0, 'moment'), (2, 'json'))),
    # repositories.registers._FIRST
    'f57580eb1ab30168b0fbe547': ('SELECT register.id, register.number, register.name, register.location_id \n'
     'FROM register ORDER BY register.number\n'
     ' LIMIT ? OFFSET ?',
     False,
     ((None, 1), (None, 0)),
     ((0, 'id'), (3, 'id'))),
    # repositories.registers._PLACE
    '8069af3f03eefa4f940848fe': ('SELECT location.id \nFROM location \nWHERE location.id = ?',
     False,
     (('location_id', 'id'),),
     ((0, 'id'),)),
    # repositories.registers._INSERT_PLACE
    '92545e767b2d1b41ae09229e': ('INSERT INTO location (id, name) VALUES (?, ?)', True, (('id', 'id'), ('name', None)), ()),
    # repositories.registers._INSERT
    'fda27115c884522842fca210': ('INSERT INTO register (id, number, name, location_id, next_receipt, next_ticket, next_shift) '
     'VALUES (?, ?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('number', None),
      ('name', None),
      ('location_id', 'id'),
      ('next_receipt', None),
      ('next_ticket', None),
      ('next_shift', None)),
     ()),
    # repositories.registers._UPDATE
    '475aa031f037b34759f98569': ('UPDATE register SET number=?, name=? WHERE register.id = ?',
     True,
     (('new_number', None), ('new_name', None), ('register_id', 'id')),
     ()),
    # repositories.registers._TAKE_RECEIPT
    '4f88b92f198d286db964425d': ('UPDATE register SET next_receipt=(register.next_receipt + ?) WHERE register.id = ? RETURNING '
     'next_receipt - ? AS anon_1',
     True,
     ((None, 1), ('register_id', 'id'), (None, 1)),
     ()),
    # repositories.registers._TAKE_TICKET
    'e68b840a860f290972916327': ('UPDATE register SET next_ticket=(register.next_ticket + ?) WHERE register.id = ? RETURNING '
     'next_ticket - ? AS anon_1',
     True,
     ((None, 1), ('register_id', 'id'), (None, 1)),
     ()),
    # repositories.registers._TAKE_SHIFT
    'dc87121de35be654c304ba1a': ('UPDATE register SET next_shift=(register.next_shift + ?) WHERE register.id = ? RETURNING '
     'next_shift - ? AS anon_1',
     True,
     ((None, 1), ('register_id', 'id'), (None, 1)),
     ()),
    # repositories.reservations._INSERT
    'e9e38ec8ff0f95eaa2a08a94': ('INSERT INTO reservation (id, ticket_id, variant_row, location_id, quantity_milli, expires_at) '
     'VALUES (?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('ticket_id', 'id'),
      ('variant_row', None),
      ('location_id', 'id'),
      ('quantity_milli', None),
      ('expires_at', 'moment')),
     ()),
    # repositories.reservations._RELEASE
    '9687b9ed74f2913f83bd613d': ('DELETE FROM reservation WHERE reservation.ticket_id = ?', True, (('for_ticket', 'id'),), ()),
    # repositories.reservations._EXPIRE
    '2861b746c5b6534a87c6b173': ('DELETE FROM reservation WHERE reservation.expires_at <= ?', True, (('now', 'moment'),), ()),
    # repositories.reservations._RESERVED
    '8fa7ea845d16b1fcccc33d04': ('SELECT coalesce(sum(reservation.quantity_milli), ?) AS coalesce_1 \n'
     'FROM reservation \n'
     'WHERE reservation.variant_row = ? AND reservation.location_id = ? AND reservation.expires_at > ?',
     False,
     ((None, 0), ('for_variant', None), ('at_location', 'id'), ('now', 'moment')),
     ()),
    # repositories.reservations._RESERVED_BUT
    'b135b1304342de7c4ec9f09c': ('SELECT coalesce(sum(reservation.quantity_milli), ?) AS coalesce_1 \n'
     'FROM reservation \n'
     'WHERE reservation.variant_row = ? AND reservation.location_id = ? AND reservation.expires_at > ? '
     'AND reservation.ticket_id != ?',
     False,
     ((None, 0), ('for_variant', None), ('at_location', 'id'), ('now', 'moment'), ('but', 'id')),
     ()),
    # repositories.returns.LINES
    'f96f483f168bc353426c29d3': ('SELECT order_line.id, order_line.name, order_line.quantity_milli, order_line.weighed, '
     'order_line.unit, order_line.unit_price_minor, order_line.list_price_minor, '
     'order_line.amount_minor, order_line.line_discount_minor, coalesce(order_line.discount_words, ?) '
     'AS coalesce_1, order_line.net_minor, order_line.tax_minor, order_line.total_minor, '
     'coalesce(order_line.note, ?) AS coalesce_3, order_line.variant_row, order_line.taxes, '
     'order_line.returns_line_id, coalesce(order_line.return_reason, ?) AS coalesce_5, '
     'order_line.restocked, coalesce(order_line.issues, ?) AS coalesce_7, coalesce((SELECT '
     'sold_order.number \n'
     'FROM sale_order AS sold_order JOIN order_line AS sold_line ON sold_line.order_id = '
     'sold_order.id \n'
     'WHERE sold_line.id = order_line.returns_line_id), ?) AS coalesce_9, '
     'order_line.ticket_discount_minor, order_line.variant_id, (SELECT '
     'coalesce(sum(-back.quantity_milli), ?) AS coalesce_11 \n'
     'FROM order_line AS back JOIN sale_order AS back_order ON back_order.id = back.order_id \n'
     'WHERE back.returns_line_id = order_line.id AND back_order.state != ?) AS anon_1, (SELECT '
     'count(*) AS count_1 \n'
     'FROM stock_move \n'
     'WHERE stock_move.order_line_id = order_line.id) AS anon_2, order_line.taxes AS taxes__1 \n'
     'FROM order_line \n'
     'WHERE order_line.order_id = ? AND order_line.quantity_milli > ? ORDER BY order_line.position',
     False,
     ((None, ''),
      (None, ''),
      (None, ''),
      (None, ''),
      (None, ''),
      (None, 0),
      (None, 'cancelled'),
      ('order_id', 'id'),
      (None, 0)),
     ((0, 'id'), (3, 'truth'), (15, 'json'), (16, 'id'), (18, 'truth'), (22, 'id'), (25, 'json'))),
    # repositories.returns.BACK
    'c3f187021e7260af95daa8fd': ('SELECT sum(-given.amount_minor) AS sum_1, sum(-given.rounding_minor) AS sum_2 \n'
     'FROM tender AS given JOIN sale_order AS given_order ON given_order.id = given.order_id LEFT '
     'OUTER JOIN refund ON refund.id = given.refund_id \n'
     'WHERE given.returns_tender_id = ? AND given_order.state != ? AND coalesce(refund.state, ?) != ? '
     'AND coalesce(refund.state, ?) != ?',
     False,
     (('tender_id', 'id'),
      (None, 'cancelled'),
      (None, 'done'),
      (None, 'refused'),
      (None, 'done'),
      (None, 'replaced')),
     ()),
    # repositories.returns.TENDERS
    'bca91ca1f60bdbca5d556ff5': ('SELECT tender.id, tender.kind, tender.state, tender.amount_minor, tender.given_minor, '
     'tender.change_minor, tender.rounding_minor, tender.tip_minor, tender.payment_id, '
     'tender.refund_id, coalesce(tender.label, ?) AS coalesce_1, coalesce(tender.foreign_currency, ?) '
     'AS coalesce_3, tender.foreign_minor, payment.balance_minor, coalesce(payment.authorisation, ?) '
     'AS coalesce_5, tender.returns_tender_id, payment.method_id, coalesce(payment.provider, ?) AS '
     'coalesce_7, coalesce(tender.last_four, ?) AS coalesce_9 \n'
     'FROM tender LEFT OUTER JOIN payment ON payment.id = tender.payment_id \n'
     'WHERE tender.order_id = ? AND tender.amount_minor > tender.rounding_minor AND tender.refund_id '
     'IS NULL ORDER BY tender.taken_at, tender.id',
     False,
     ((None, ''), (None, ''), (None, ''), (None, ''), (None, ''), ('order_id', 'id')),
     ((0, 'id'), (8, 'id'), (9, 'id'), (15, 'id'), (16, 'id'))),
    # repositories.returns.SOURCES
    '2a809927e24316afa6395cdb': ('SELECT sold.order_id \n'
     'FROM order_line AS back JOIN order_line AS sold ON sold.id = back.returns_line_id \n'
     'WHERE back.order_id = ? ORDER BY back.position',
     False,
     (('order_id', 'id'),),
     ((0, 'id'),)),
    # repositories.returns.GONE_TO
    '01ce0ceac7b7af79c882830d': ('SELECT back.order_id \n'
     'FROM order_line AS back JOIN order_line AS sold ON sold.id = back.returns_line_id \n'
     'WHERE sold.order_id = ? ORDER BY back.order_id',
     False,
     (('order_id', 'id'),),
     ((0, 'id'),)),
    # repositories.settings._GET
    '4b084559e6e839d821903f6c': ('SELECT setting.value AS value \nFROM setting \nWHERE setting."key" = ?',
     False,
     (('key', None),),
     ()),
    # repositories.settings._PUT
    'a5b4e1904703c6f72c16c2bb': ('INSERT INTO setting ("key", value) VALUES (?, ?) ON CONFLICT ("key") DO UPDATE SET value = '
     'excluded.value',
     True,
     (('key', None), ('value', 'json')),
     ()),
    # repositories.shift_report._HEAD
    '7bff62bb5cf9e1982243dcf1': ('SELECT shift.number, register.name, person.name AS name_1, shift.opened_at, shift.counted_minor, '
     'coalesce(shift.variance_reason, ?) AS coalesce_1, shift.float_left_minor, coalesce(shift.note, '
     '?) AS coalesce_3 \n'
     'FROM shift JOIN register ON register.id = shift.register_id JOIN person ON person.id = '
     'shift.opened_by \n'
     'WHERE shift.id = ?',
     False,
     ((None, ''), (None, ''), ('shift_id', 'id')),
     ((3, 'moment'),)),
    # repositories.shift_report.ORDERS
    '471b62b107caf967b978515b': ('SELECT count(*) FILTER (WHERE sale_order.state != ? AND sale_order.total_minor + '
     'sale_order.returned_minor > ? OR sale_order.state != ? AND sale_order.returned_minor = ?) AS '
     'anon_1, sum(sale_order.total_minor - sale_order.tax_minor) FILTER (WHERE sale_order.state != ?) '
     'AS anon_2, sum(sale_order.tax_minor) FILTER (WHERE sale_order.state != ?) AS anon_3, count(*) '
     'FILTER (WHERE sale_order.state = ? OR sale_order.returned_minor > ?) AS anon_4, sum(CASE WHEN '
     '(sale_order.state = ?) THEN sale_order.total_minor ELSE sale_order.returned_minor END) FILTER '
     '(WHERE sale_order.state = ? OR sale_order.returned_minor > ?) AS anon_5, '
     'sum(sale_order.items_milli) FILTER (WHERE sale_order.state != ?) AS anon_6, '
     'sum(sale_order.discount_minor) FILTER (WHERE sale_order.state != ?) AS anon_7, '
     'sum(sale_order.lines_removed) AS sum_1, count(*) FILTER (WHERE sale_order.state = ?) AS anon_8, '
     'sum(sale_order.tips_minor) FILTER (WHERE sale_order.state != ?) AS anon_9, '
     'min(sale_order.sequence) AS min_1, max(sale_order.sequence) AS max_1 \n'
     'FROM sale_order \n'
     'WHERE sale_order.shift_id = ?',
     False,
     ((None, 'cancelled'),
      (None, 0),
      (None, 'cancelled'),
      (None, 0),
      (None, 'cancelled'),
      (None, 'cancelled'),
      (None, 'cancelled'),
      (None, 0),
      (None, 'cancelled'),
      (None, 'cancelled'),
      (None, 0),
      (None, 'cancelled'),
      (None, 'cancelled'),
      (None, 'cancelled'),
      (None, 'cancelled'),
      ('shift_id', 'id')),
     ()),
    # repositories.shift_report.LINES
    'a9c11eeab96f641160b15fe2': ('SELECT count(*) FILTER (WHERE sale_order.state != ? AND (order_line.line_discount_minor != ? OR '
     'order_line.ticket_discount_minor != ?)) AS anon_1, count(*) FILTER (WHERE '
     'order_line.list_price_minor != order_line.unit_price_minor) AS anon_2 \n'
     'FROM sale_order JOIN order_line ON order_line.order_id = sale_order.id \n'
     'WHERE sale_order.shift_id = ?',
     False,
     ((None, 'cancelled'), (None, 0), (None, 0), ('shift_id', 'id')),
     ()),
    # repositories.shift_report.TENDERS
    '8213ea87db50f3088c3b8a9d': ('SELECT tender.kind, count(*) AS count_1, sum(tender.amount_minor) AS sum_1, '
     'sum(tender.rounding_minor) AS sum_2 \n'
     'FROM tender JOIN sale_order ON sale_order.id = tender.order_id \n'
     'WHERE tender.shift_id = ? AND sale_order.state != ? AND tender.state != ? GROUP BY tender.kind '
     'ORDER BY tender.kind',
     False,
     (('shift_id', 'id'), (None, 'cancelled'), (None, 'replaced')),
     ()),
    # repositories.shift_report.TAXES
    '155f14a5dff21e79ea09f242': ('SELECT order_tax.name, order_tax.rate, sum(order_tax.net_minor) AS sum_1, '
     'sum(order_tax.tax_minor) AS sum_2 \n'
     'FROM sale_order JOIN order_tax ON order_tax.order_id = sale_order.id \n'
     'WHERE sale_order.shift_id = ? AND sale_order.state != ? GROUP BY order_tax.name, order_tax.rate',
     False,
     (('shift_id', 'id'), (None, 'cancelled')),
     ((1, 'decimal'),)),
    # repositories.shift_report.NUMBER
    '3d59787e0fbcb75d2f649ef1': ('SELECT sale_order.number \n'
     'FROM sale_order \n'
     'WHERE sale_order.shift_id = ? AND sale_order.sequence = ?\n'
     ' LIMIT ? OFFSET ?',
     False,
     (('shift_id', 'id'), ('sequence', None), (None, 1), (None, 0)),
     ()),
    # repositories.shift_report.MOVES
    'b7746b506ec2872e0bc8dad7': ('SELECT cash_move.kind, sum(cash_move.amount_minor) AS sum_1, count(*) AS count_1 \n'
     'FROM cash_move \n'
     'WHERE cash_move.shift_id = ? GROUP BY cash_move.kind',
     False,
     (('shift_id', 'id'),),
     ()),
    # repositories.shifts.CURRENT
    '759f8f108f5d60e824670202': ('SELECT shift.id, shift.number, shift.state, shift.opened_by, person.name, shift.opened_at, '
     'shift.float_minor, shift.counts, shift.counted_minor, shift.expected_minor, shift.counted_at, '
     'shift.closed_at, coalesce(shift.variance_reason, ?) AS coalesce_1, coalesce(shift.note, ?) AS '
     'coalesce_3 \n'
     'FROM shift JOIN person ON person.id = shift.opened_by \n'
     'WHERE shift.register_id = ? AND shift.closed_at IS NULL',
     False,
     ((None, ''), (None, ''), ('register_id', 'id')),
     ((0, 'id'), (3, 'id'), (5, 'moment'), (7, 'json'), (10, 'moment'), (11, 'moment'))),
    # repositories.shifts._ONE
    'fa514607b4aee1562afad2c9': ('SELECT shift.id, shift.number, shift.state, shift.opened_by, person.name, shift.opened_at, '
     'shift.float_minor, shift.counts, shift.counted_minor, shift.expected_minor, shift.counted_at, '
     'shift.closed_at, coalesce(shift.variance_reason, ?) AS coalesce_1, coalesce(shift.note, ?) AS '
     'coalesce_3 \n'
     'FROM shift JOIN person ON person.id = shift.opened_by \n'
     'WHERE shift.id = ?',
     False,
     ((None, ''), (None, ''), ('shift_id', 'id')),
     ((0, 'id'), (3, 'id'), (5, 'moment'), (7, 'json'), (10, 'moment'), (11, 'moment'))),
    # repositories.shifts.RECENT
    '615e786ba56de184627f7683': ('SELECT shift.id, shift.number, shift.state, shift.opened_by, person.name, shift.opened_at, '
     'shift.float_minor, shift.counts, shift.counted_minor, shift.expected_minor, shift.counted_at, '
     'shift.closed_at, coalesce(shift.variance_reason, ?) AS coalesce_1, coalesce(shift.note, ?) AS '
     'coalesce_3 \n'
     'FROM shift JOIN person ON person.id = shift.opened_by \n'
     'WHERE shift.register_id = ? ORDER BY shift.number DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     ((None, ''), (None, ''), ('register_id', 'id'), ('rows', None), (None, 0)),
     ((0, 'id'), (3, 'id'), (5, 'moment'), (7, 'json'), (10, 'moment'), (11, 'moment'))),
    # repositories.shifts._Z_REPORT
    '51278950c2a1e25ba60d1959': ('SELECT shift.id, shift.z_report \nFROM shift \nWHERE shift.id = ?',
     False,
     (('shift_id', 'id'),),
     ((0, 'id'), (1, 'json'))),
    # repositories.shifts.MOVES
    'af8038d776e3b4602d152dae': ('SELECT cash_move.id, cash_move.kind, cash_move.amount_minor, coalesce(cash_move.reason, ?) AS '
     'coalesce_1, person.name, coalesce(approver.name, ?) AS coalesce_3, cash_move.moved_at \n'
     'FROM cash_move JOIN person ON person.id = cash_move.person_id LEFT OUTER JOIN person AS approver '
     'ON approver.id = cash_move.approved_by \n'
     'WHERE cash_move.shift_id = ? AND cash_move.order_id IS NULL ORDER BY cash_move.moved_at DESC, '
     'cash_move.id DESC',
     False,
     ((None, ''), (None, ''), ('shift_id', 'id')),
     ((0, 'id'), (6, 'moment'))),
    # repositories.shifts.SALES
    'a5e4928ced8d40fa7f89521f': ('SELECT count(*) AS count_1 \n'
     'FROM sale_order \n'
     'WHERE sale_order.shift_id = ? AND sale_order.state != ? AND sale_order.state != ?',
     False,
     (('shift_id', 'id'), (None, 'cancelled'), (None, 'refunded')),
     ()),
    # repositories.shifts._INSERT
    'c59c7ed695a6183e2c1d5f3d': ('INSERT INTO shift (id, register_id, number, state, opened_by, opened_at, float_minor) VALUES (?, '
     '?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('register_id', 'id'),
      ('number', None),
      ('state', None),
      ('opened_by', 'id'),
      ('opened_at', 'moment'),
      ('float_minor', None)),
     ()),
    # repositories.shifts._INSERT_MOVE
    '2a785b6ab6a78a49738c7470': ('INSERT INTO cash_move (id, shift_id, kind, amount_minor, reason, order_id, person_id, '
     'approved_by, moved_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('shift_id', 'id'),
      ('kind', None),
      ('amount_minor', None),
      ('reason', None),
      ('order_id', 'id'),
      ('person_id', 'id'),
      ('approved_by', 'id'),
      ('moved_at', 'moment')),
     ()),
    # repositories.shifts._SET_COUNTED
    '42da2b3c80e72e3551734a92': ('UPDATE shift SET state=?, counts=?, counted_minor=?, expected_minor=?, counted_at=?, note=? '
     'WHERE shift.id = ? AND shift.closed_at IS NULL',
     True,
     (('state', None),
      ('counts', 'json'),
      ('counted_minor', None),
      ('expected_minor', None),
      ('counted_at', 'moment'),
      ('note', None),
      ('shift_id', 'id')),
     ()),
    # repositories.shifts._SET_CLOSED
    'fb9b9296f715eb5973ddc28a': ('UPDATE shift SET state=?, variance_reason=?, float_left_minor=?, closed_by=?, closed_at=?, '
     'z_report=? WHERE shift.id = ? AND shift.closed_at IS NULL',
     True,
     (('state', None),
      ('variance_reason', None),
      ('float_left_minor', None),
      ('closed_by', 'id'),
      ('closed_at', 'moment'),
      ('z_report', 'json'),
      ('shift_id', 'id')),
     ()),
    # repositories.stock._INSERT_MOVE
    '0c3f467073fc9dce31e022d2': ('INSERT INTO stock_move (id, variant_row, location_id, quantity_milli, reason, order_line_id, '
     'moved_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('variant_row', None),
      ('location_id', 'id'),
      ('quantity_milli', None),
      ('reason', None),
      ('order_line_id', 'id'),
      ('moved_at', 'moment')),
     ()),
    # repositories.stock._CHANGE_LEVEL
    'a03cfb9aba9f6e2d7d46c5f9': ('INSERT INTO stock_level (variant_row, location_id, on_hand_milli) VALUES (?, ?, ?) ON CONFLICT '
     '(variant_row, location_id) DO UPDATE SET on_hand_milli = (stock_level.on_hand_milli + '
     'excluded.on_hand_milli)',
     True,
     (('variant_row', None), ('location_id', 'id'), ('on_hand_milli', None)),
     ()),
    # repositories.stock._ON_HAND
    'b2913b86e6eebdb2a770610d': ('SELECT stock_level.on_hand_milli \n'
     'FROM stock_level \n'
     'WHERE stock_level.variant_row = ? AND stock_level.location_id = ?',
     False,
     (('variant_row', None), ('location_id', 'id')),
     ()),
    # repositories.stock._HOLD
    'fb45c3d4138e6c02c676447e': ('SELECT stock_level.on_hand_milli \n'
     'FROM stock_level \n'
     'WHERE stock_level.variant_row = ? AND stock_level.location_id = ?',
     False,
     (('variant_row', None), ('location_id', 'id')),
     ()),
    # repositories.stock._LEFT_OF_LINE
    'f9b616576339d4db1050ca4d': ('SELECT stock_move.location_id, stock_move.variant_row, sum(stock_move.quantity_milli) AS sum_1 \n'
     'FROM stock_move \n'
     'WHERE stock_move.order_line_id = ? GROUP BY stock_move.location_id, stock_move.variant_row',
     False,
     (('line_id', 'id'),),
     ((0, 'id'),)),
    # repositories.stock._IN_PIECES
    'f00da8704957c35ceb2f09ce': ('SELECT variant."row" \n'
     'FROM variant JOIN product ON product.id = variant.product_id \n'
     'WHERE variant."row" = ? AND variant.track_stock = 1 AND product.weighed = 0',
     False,
     (('variant_row', None),),
     ()),
    # repositories.stored_values._BY_CODE
    '1ccaac327bafc2bbb88cd6d5': ('SELECT stored_value.id, stored_value.kind, stored_value.last_four, stored_value.currency, '
     '(SELECT coalesce(sum(stored_value_move.amount_minor), ?) AS coalesce_1 \n'
     'FROM stored_value_move \n'
     'WHERE stored_value_move.value_id = stored_value.id) AS anon_1, stored_value.issued_at, '
     'stored_value.expires_at, stored_value.blocked, stored_value.customer, stored_value.note \n'
     'FROM stored_value \n'
     'WHERE stored_value.code_key = ?',
     False,
     ((None, 0), ('code', None)),
     ((0, 'id'), (5, 'moment'), (6, 'moment'), (7, 'truth'))),
    # repositories.stored_values._LOCK_CODE
    'be678565c8ce6a280f58a575': ('SELECT stored_value.id \nFROM stored_value \nWHERE stored_value.code_key = ?',
     False,
     (('code', None),),
     ((0, 'id'),)),
    # repositories.stored_values._LOCK
    'f7c69f0771498ca189487b3e': ('SELECT stored_value.id \nFROM stored_value \nWHERE stored_value.id = ?',
     False,
     (('value_id', 'id'),),
     ((0, 'id'),)),
    # repositories.stored_values._GET
    '8c60e01780a1d8b6a03af143': ('SELECT stored_value.id, stored_value.kind, stored_value.last_four, stored_value.currency, '
     '(SELECT coalesce(sum(stored_value_move.amount_minor), ?) AS coalesce_1 \n'
     'FROM stored_value_move \n'
     'WHERE stored_value_move.value_id = stored_value.id) AS anon_1, stored_value.issued_at, '
     'stored_value.expires_at, stored_value.blocked, stored_value.customer, stored_value.note \n'
     'FROM stored_value \n'
     'WHERE stored_value.id = ?',
     False,
     ((None, 0), ('value_id', 'id')),
     ((0, 'id'), (5, 'moment'), (6, 'moment'), (7, 'truth'))),
    # repositories.stored_values._NEWEST
    'b7b88fec61118767ed64b912': ('SELECT stored_value.id, stored_value.kind, stored_value.last_four, stored_value.currency, '
     '(SELECT coalesce(sum(stored_value_move.amount_minor), ?) AS coalesce_1 \n'
     'FROM stored_value_move \n'
     'WHERE stored_value_move.value_id = stored_value.id) AS anon_1, stored_value.issued_at, '
     'stored_value.expires_at, stored_value.blocked, stored_value.customer, stored_value.note \n'
     'FROM stored_value \n'
     'WHERE stored_value.kind = ? ORDER BY stored_value.issued_at DESC, stored_value.id DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     ((None, 0), ('kind', None), ('most', None), (None, 0)),
     ((0, 'id'), (5, 'moment'), (6, 'moment'), (7, 'truth'))),
    # repositories.stored_values._NEWEST_OF_DIGITS
    'a44de747e0f27cfcb984f850': ('SELECT stored_value.id, stored_value.kind, stored_value.last_four, stored_value.currency, '
     '(SELECT coalesce(sum(stored_value_move.amount_minor), ?) AS coalesce_1 \n'
     'FROM stored_value_move \n'
     'WHERE stored_value_move.value_id = stored_value.id) AS anon_1, stored_value.issued_at, '
     'stored_value.expires_at, stored_value.blocked, stored_value.customer, stored_value.note \n'
     'FROM stored_value \n'
     'WHERE stored_value.kind = ? AND stored_value.last_four = ? ORDER BY stored_value.issued_at DESC, '
     'stored_value.id DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     ((None, 0), ('kind', None), ('digits', None), ('most', None), (None, 0)),
     ((0, 'id'), (5, 'moment'), (6, 'moment'), (7, 'truth'))),
    # repositories.stored_values._INSERT
    'df186160a388ef410811da2a': ('INSERT INTO stored_value (id, kind, code_key, last_four, currency, customer, note, blocked, '
     'issued_at, expires_at, order_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('kind', None),
      ('code_key', None),
      ('last_four', None),
      ('currency', None),
      ('customer', None),
      ('note', None),
      ('blocked', 'truth'),
      ('issued_at', 'moment'),
      ('expires_at', 'moment'),
      ('order_id', 'id')),
     ()),
    # repositories.stored_values._INSERT_MOVE
    'e8007a1bf8ade37e8b9b0bf2': ('INSERT INTO stored_value_move (id, value_id, amount_minor, reason, order_id, of_move_id, '
     'person_id, moved_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('value_id', 'id'),
      ('amount_minor', None),
      ('reason', None),
      ('order_id', 'id'),
      ('of_move_id', 'id'),
      ('person_id', 'id'),
      ('moved_at', 'moment')),
     ()),
    # repositories.stored_values._SET_BLOCKED
    '44050faf4294176d5938174b': ('UPDATE stored_value SET blocked=? WHERE stored_value.id = ?',
     True,
     (('blocked', 'truth'), ('value_id', 'id')),
     ()),
    # repositories.stored_values._MOVE
    '93c8bb1d560e492fc8156150': ('SELECT stored_value_move.id, stored_value_move.value_id, stored_value_move.amount_minor, '
     'stored_value_move.reason, stored_value_move.moved_at, stored_value_move.order_id, '
     'stored_value_move.of_move_id \n'
     'FROM stored_value_move \n'
     'WHERE stored_value_move.id = ?',
     False,
     (('key', 'id'),),
     ((0, 'id'), (1, 'id'), (4, 'moment'), (5, 'id'), (6, 'id'))),
    # repositories.stored_values._MOVES
    '0a6149baabb5eb3a71375667': ('SELECT stored_value_move.id, stored_value_move.value_id, stored_value_move.amount_minor, '
     'stored_value_move.reason, stored_value_move.moved_at, stored_value_move.order_id, '
     'stored_value_move.of_move_id \n'
     'FROM stored_value_move \n'
     'WHERE stored_value_move.value_id = ? ORDER BY stored_value_move.moved_at, stored_value_move.id',
     False,
     (('for_value', 'id'),),
     ((0, 'id'), (1, 'id'), (4, 'moment'), (5, 'id'), (6, 'id'))),
    # repositories.stored_values._PUT_BACK
    '504bb265506a5098c67906f8': ('SELECT coalesce(sum(stored_value_move.amount_minor), ?) AS coalesce_1 \n'
     'FROM stored_value_move \n'
     'WHERE stored_value_move.of_move_id = ?',
     False,
     ((None, 0), ('of_key', 'id')),
     ()),
    # repositories.tax_classes._CLASSES
    'd9095dd74791d83fc4b651fa': ('SELECT tax_class.id, tax_class.name \n'
     'FROM tax_class ORDER BY tax_class.position, tax_class.name, tax_class.id',
     False,
     (),
     ((0, 'id'),)),
    # repositories.tax_classes._RATES
    'b2397e5786fc468fa61f557a': ('SELECT tax_rate.tax_class_id, tax_rate.name, tax_rate.rate, tax_rate.compound \n'
     'FROM tax_rate ORDER BY tax_rate.tax_class_id, tax_rate.position',
     False,
     (),
     ((0, 'id'), (2, 'decimal'), (3, 'truth'))),
    # repositories.tax_classes._SAVE_CLASS
    '7ae05d8f2f978ba6d98db688': ('INSERT INTO tax_class (id, name, position) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name '
     '= excluded.name, position = excluded.position',
     True,
     (('id', 'id'), ('name', None), ('position', None)),
     ()),
    # repositories.tax_classes._DELETE_RATES
    'e516455fb3b92ceb5d7bfb0d': ('DELETE FROM tax_rate WHERE tax_rate.tax_class_id = ?', True, (('class_id', 'id'),), ()),
    # repositories.tax_classes._INSERT_RATE
    'bfc70094fc95fffbc322dac3': ('INSERT INTO tax_rate (id, tax_class_id, name, rate, compound, position) VALUES (?, ?, ?, ?, ?, '
     '?)',
     True,
     (('id', 'id'),
      ('tax_class_id', 'id'),
      ('name', None),
      ('rate', 'decimal'),
      ('compound', 'truth'),
      ('position', None)),
     ()),
    # repositories.tickets._HEAD
    '26f5e3a1129168590246d0a3': ('SELECT ticket.id, ticket.number, ticket.person_id, ticket.opened_at, ticket.prices_include_tax, '
     'ticket.state, ticket.discount AS discount, ticket.tax_exempt, ticket.name, ticket.customer, '
     'ticket.note, ticket.lines_removed, ticket.order_state \n'
     'FROM ticket \n'
     'WHERE ticket.id = ?',
     False,
     (('ticket_id', 'id'),),
     ((0, 'id'), (2, 'id'), (3, 'moment'), (4, 'truth'), (7, 'truth'))),
    # repositories.tickets._OPEN_HEAD
    'be56fe72141ca9b17260a69e': ('SELECT ticket.id, ticket.number, ticket.person_id, ticket.opened_at, ticket.prices_include_tax, '
     'ticket.state, ticket.discount AS discount, ticket.tax_exempt, ticket.name, ticket.customer, '
     'ticket.note, ticket.lines_removed, ticket.order_state \n'
     'FROM ticket \n'
     "WHERE state IN ('open', 'parked') AND ticket.state = ? AND ticket.register_id = ? ORDER BY "
     'ticket.changed_at DESC, ticket.id DESC\n'
     ' LIMIT ? OFFSET ?',
     False,
     ((None, 'open'), ('register_id', 'id'), (None, 1), (None, 0)),
     ((0, 'id'), (2, 'id'), (3, 'moment'), (4, 'truth'), (7, 'truth'))),
    # repositories.tickets._PARKED_HEADS
    '2dfb93138ecb7920c287a783': ('SELECT ticket.id, ticket.number, ticket.person_id, ticket.opened_at, ticket.prices_include_tax, '
     'ticket.state, ticket.discount AS discount, ticket.tax_exempt, ticket.name, ticket.customer, '
     'ticket.note, ticket.lines_removed, ticket.order_state \n'
     'FROM ticket \n'
     "WHERE state IN ('open', 'parked') AND ticket.state = ? ORDER BY ticket.changed_at DESC, "
     'ticket.id DESC',
     False,
     ((None, 'parked'),),
     ((0, 'id'), (2, 'id'), (3, 'moment'), (4, 'truth'), (7, 'truth'))),
    # repositories.tickets._PARKED_COUNT
    'ca42a79a09ab4e0f53208513': ('SELECT count(*) AS count_1 \n'
     'FROM ticket \n'
     "WHERE state IN ('open', 'parked') AND ticket.state = ?",
     False,
     ((None, 'parked'),),
     ()),
    # repositories.tickets._LINES_OF_ONE
    'ebe982956b8049a915705c7b': ('SELECT ticket_line.ticket_id, ticket_line.id, ticket_line.name, ticket_line.quantity_milli, '
     'ticket_line.unit_price_minor, ticket_line.taxes AS taxes, ticket_line.variant_row, '
     'ticket_line.variant_id, ticket_line.unit, ticket_line.weighed, ticket_line.list_price_minor, '
     'ticket_line.fixed_amount_minor, ticket_line.discount AS discount, ticket_line.tax_class_id, '
     'ticket_line.note, ticket_line.code, ticket_line.track_stock, ticket_line.back AS back, '
     'ticket_line.issues \n'
     'FROM ticket_line \n'
     'WHERE ticket_line.ticket_id = ? ORDER BY ticket_line.ticket_id, ticket_line.position, '
     'ticket_line.id',
     False,
     (('ticket_id', 'id'),),
     ((0, 'id'), (1, 'id'), (7, 'id'), (9, 'truth'), (13, 'id'), (16, 'truth'))),
    # repositories.tickets._LINES_OF_PARKED
    '6096da5820e1e4efe9dd0974': ('SELECT ticket_line.ticket_id, ticket_line.id, ticket_line.name, ticket_line.quantity_milli, '
     'ticket_line.unit_price_minor, ticket_line.taxes AS taxes, ticket_line.variant_row, '
     'ticket_line.variant_id, ticket_line.unit, ticket_line.weighed, ticket_line.list_price_minor, '
     'ticket_line.fixed_amount_minor, ticket_line.discount AS discount, ticket_line.tax_class_id, '
     'ticket_line.note, ticket_line.code, ticket_line.track_stock, ticket_line.back AS back, '
     'ticket_line.issues \n'
     'FROM ticket_line \n'
     'WHERE ticket_line.ticket_id IN (SELECT ticket.id \n'
     'FROM ticket \n'
     "WHERE state IN ('open', 'parked') AND ticket.state = ?) ORDER BY ticket_line.ticket_id, "
     'ticket_line.position, ticket_line.id',
     False,
     ((None, 'parked'),),
     ((0, 'id'), (1, 'id'), (7, 'id'), (9, 'truth'), (13, 'id'), (16, 'truth'))),
    # repositories.tickets._INSERT
    'cb0a4d0fff81187f63d645c8': ('INSERT INTO ticket (id, register_id, number, state, name, customer, person_id, discount, '
     'prices_include_tax, tax_exempt, note, lines_removed, opened_at, changed_at) VALUES (?, ?, ?, ?, '
     '?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('register_id', 'id'),
      ('number', None),
      ('state', None),
      ('name', None),
      ('customer', None),
      ('person_id', 'id'),
      ('discount', None),
      ('prices_include_tax', 'truth'),
      ('tax_exempt', 'truth'),
      ('note', None),
      ('lines_removed', None),
      ('opened_at', 'moment'),
      ('changed_at', 'moment')),
     ()),
    # repositories.tickets._SAVE_HEAD
    'bc75545d905f7bbaa463d225': ('UPDATE ticket SET number=?, state=?, name=?, customer=?, person_id=?, discount=?, '
     'prices_include_tax=?, tax_exempt=?, note=?, lines_removed=?, opened_at=?, changed_at=? WHERE '
     'ticket.id = ?',
     True,
     (('number', None),
      ('state', None),
      ('name', None),
      ('customer', None),
      ('person_id', 'id'),
      ('discount', None),
      ('prices_include_tax', 'truth'),
      ('tax_exempt', 'truth'),
      ('note', None),
      ('lines_removed', None),
      ('opened_at', 'moment'),
      ('changed_at', 'moment'),
      ('ticket_id', 'id')),
     ()),
    # repositories.tickets._STATE
    'd718bae1a92d9d277ccd16cd': ('SELECT ticket.state \nFROM ticket \nWHERE ticket.id = ?', False, (('ticket_id', 'id'),), ()),
    # repositories.tickets._BACKS
    '332b37947d3c2d127e295491': ('SELECT ticket_line.back AS back \n'
     'FROM ticket_line \n'
     'WHERE ticket_line.ticket_id = ? AND ticket_line.back IS NOT NULL ORDER BY ticket_line.position, '
     'ticket_line.id',
     False,
     (('ticket_id', 'id'),),
     ()),
    # repositories.tickets._SET_STATE
    'c14f0dccbb56fc98cf09f702': ('UPDATE ticket SET state=?, changed_at=? WHERE ticket.id = ?',
     True,
     (('state', None), ('changed_at', 'moment'), ('ticket_id', 'id')),
     ()),
    # repositories.tickets._ORDER_STATE
    'edc138162fecfd973a4473f8': ('SELECT ticket.order_state \nFROM ticket \nWHERE ticket.id = ?', False, (('ticket_id', 'id'),), ()),
    # repositories.tickets._SET_ORDER_STATE
    '897d57f34ab366d877b07e28': ('UPDATE ticket SET order_state=? WHERE ticket.id = ?',
     True,
     (('order_state', None), ('ticket_id', 'id')),
     ()),
    # repositories.tickets._INSERT_LINE
    '658e0a48f23b751a627ca884': ('INSERT INTO ticket_line (id, ticket_id, position, variant_row, variant_id, name, unit, weighed, '
     'quantity_milli, unit_price_minor, list_price_minor, fixed_amount_minor, discount, tax_class_id, '
     'taxes, note, code, track_stock, back, issues) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '
     '?, ?, ?, ?, ?, ?)',
     True,
     (('id', 'id'),
      ('ticket_id', 'id'),
      ('position', None),
      ('variant_row', None),
      ('variant_id', 'id'),
      ('name', None),
      ('unit', None),
      ('weighed', 'truth'),
      ('quantity_milli', None),
      ('unit_price_minor', None),
      ('list_price_minor', None),
      ('fixed_amount_minor', None),
      ('discount', None),
      ('tax_class_id', 'id'),
      ('taxes', None),
      ('note', None),
      ('code', None),
      ('track_stock', 'truth'),
      ('back', None),
      ('issues', None)),
     ()),
    # repositories.tickets._UPDATE_LINE
    '1a8a9e056684abd9840e9b71': ('UPDATE ticket_line SET variant_row=?, variant_id=?, name=?, unit=?, weighed=?, quantity_milli=?, '
     'unit_price_minor=?, list_price_minor=?, fixed_amount_minor=?, discount=?, tax_class_id=?, '
     'taxes=?, note=?, code=?, track_stock=?, back=?, issues=? WHERE ticket_line.id = ?',
     True,
     (('variant_row', None),
      ('variant_id', 'id'),
      ('name', None),
      ('unit', None),
      ('weighed', 'truth'),
      ('quantity_milli', None),
      ('unit_price_minor', None),
      ('list_price_minor', None),
      ('fixed_amount_minor', None),
      ('discount', None),
      ('tax_class_id', 'id'),
      ('taxes', None),
      ('note', None),
      ('code', None),
      ('track_stock', 'truth'),
      ('back', None),
      ('issues', None),
      ('line_id', 'id')),
     ()),
    # repositories.tickets._DELETE_LINE
    'f4418916c14a67f7eec72ef0': ('DELETE FROM ticket_line WHERE ticket_line.id = ?', True, (('line_id', 'id'),), ()),
    # repositories.tiles.ALL_TILES
    '5c9e5ef22265cfc147e87c0e': ('SELECT product.id, variant."row", product.name, variant.price_minor, product.weighed, '
     'product.unit, product.picture, coalesce(product.tint, category.tint, ?) AS coalesce_1, '
     'product.favourite_position, variant.track_stock, coalesce(stock_level.on_hand_milli, ?) AS '
     'coalesce_3, variant.low_stock_milli \n'
     'FROM (SELECT product.id AS id \n'
     'FROM product \n'
     'WHERE product.active = 1 ORDER BY product.name, product.id\n'
     ' LIMIT ? OFFSET ?) AS page JOIN product ON product.id = page.id JOIN variant ON '
     'variant.product_id = product.id LEFT OUTER JOIN category ON category.id = product.category_id '
     'LEFT OUTER JOIN stock_level ON stock_level.variant_row = variant."row" AND '
     'stock_level.location_id = ? \n'
     'WHERE variant.active = 1 ORDER BY product.name, product.id, variant.position, variant."row"',
     False,
     ((None, ''), (None, 0), ('page_limit', None), ('page_offset', None), ('location_id', 'id')),
     ((0, 'id'), (4, 'truth'), (9, 'truth'))),
    # repositories.tiles.CATEGORY_TILES
    '232d26b76279d7a7205c5790': ('SELECT product.id, variant."row", product.name, variant.price_minor, product.weighed, '
     'product.unit, product.picture, coalesce(product.tint, category.tint, ?) AS coalesce_1, '
     'product.favourite_position, variant.track_stock, coalesce(stock_level.on_hand_milli, ?) AS '
     'coalesce_3, variant.low_stock_milli \n'
     'FROM (SELECT product.id AS id \n'
     'FROM product \n'
     'WHERE product.active = 1 AND product.category_id = ? ORDER BY product.name, product.id\n'
     ' LIMIT ? OFFSET ?) AS page JOIN product ON product.id = page.id JOIN variant ON '
     'variant.product_id = product.id LEFT OUTER JOIN category ON category.id = product.category_id '
     'LEFT OUTER JOIN stock_level ON stock_level.variant_row = variant."row" AND '
     'stock_level.location_id = ? \n'
     'WHERE variant.active = 1 ORDER BY product.name, product.id, variant.position, variant."row"',
     False,
     ((None, ''),
      (None, 0),
      ('category_id', 'id'),
      ('page_limit', None),
      ('page_offset', None),
      ('location_id', 'id')),
     ((0, 'id'), (4, 'truth'), (9, 'truth'))),
    # repositories.tiles.FAVOURITE_TILES
    '4ce3f61e13054e642e722475': ('SELECT product.id, variant."row", product.name, variant.price_minor, product.weighed, '
     'product.unit, product.picture, coalesce(product.tint, category.tint, ?) AS coalesce_1, '
     'product.favourite_position, variant.track_stock, coalesce(stock_level.on_hand_milli, ?) AS '
     'coalesce_3, variant.low_stock_milli \n'
     'FROM (SELECT product.id AS id \n'
     'FROM product \n'
     'WHERE product.favourite_position IS NOT NULL AND product.active = 1 ORDER BY '
     'product.favourite_position, product.id\n'
     ' LIMIT ? OFFSET ?) AS page JOIN product ON product.id = page.id JOIN variant ON '
     'variant.product_id = product.id LEFT OUTER JOIN category ON category.id = product.category_id '
     'LEFT OUTER JOIN stock_level ON stock_level.variant_row = variant."row" AND '
     'stock_level.location_id = ? \n'
     'WHERE variant.active = 1 ORDER BY product.favourite_position, product.id, variant.position, '
     'variant."row"',
     False,
     ((None, ''), (None, 0), ('page_limit', None), ('page_offset', None), ('location_id', 'id')),
     ((0, 'id'), (4, 'truth'), (9, 'truth'))),
    # repositories.tiles.ALL_COUNT
    'd38613e8610134aa4fef90d8': ('SELECT count(*) AS count_1 \n'
     'FROM (SELECT product.id AS id \n'
     'FROM product \n'
     'WHERE product.active = 1\n'
     ' LIMIT ? OFFSET ?) AS anon_1',
     False,
     ((None, 2000), (None, 0)),
     ()),
    # repositories.tiles.CATEGORY_COUNT
    '2abb7c0ee097f62f00ca0c20': ('SELECT count(*) AS count_1 \n'
     'FROM (SELECT product.id AS id \n'
     'FROM product \n'
     'WHERE product.active = 1 AND product.category_id = ?\n'
     ' LIMIT ? OFFSET ?) AS anon_1',
     False,
     (('category_id', 'id'), (None, 2000), (None, 0)),
     ()),
    # repositories.tiles.FAVOURITE_COUNT
    '450470a87a6eda618dca67ae': ('SELECT count(*) AS count_1 \n'
     'FROM (SELECT product.id AS id \n'
     'FROM product \n'
     'WHERE product.favourite_position IS NOT NULL AND product.active = 1\n'
     ' LIMIT ? OFFSET ?) AS anon_1',
     False,
     ((None, 2000), (None, 0)),
     ()),
    # repositories.unfinished.OPEN_PAYMENT
    '1634b3693928ade03459b4a9': ('SELECT payment.id \n'
     'FROM payment \n'
     'WHERE payment.next_at IS NOT NULL AND (payment.state = ? OR payment.state = ? OR payment.state = '
     '? OR payment.state = ?) ORDER BY payment.id',
     False,
     ((None, 'action_needed'), (None, 'created'), (None, 'sent'), (None, 'unknown')),
     ((0, 'id'),)),
    # repositories.unfinished.OPEN_REFUND
    '54c02b62aa8eac6fde467fbd': ('SELECT refund.id \n'
     'FROM refund \n'
     'WHERE refund.next_at IS NOT NULL AND (refund.state = ? OR refund.state = ? OR refund.state = ?) '
     'ORDER BY refund.id',
     False,
     ((None, 'promised'), (None, 'sent'), (None, 'unknown')),
     ((0, 'id'),)),
}
