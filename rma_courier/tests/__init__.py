from . import test_status
from . import test_webhook
from . import test_webhook_attacks
from . import test_webhook_formats
from . import test_demo_courier
from . import test_polling
from . import test_import
